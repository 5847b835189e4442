package org.downloadmanager.files;

import java.net.URI;
import java.nio.file.Path;

/** Where the bytes of a finished file are. */
public sealed interface FileContent {

    /** On a disk that this process can read. */
    record Local(Path path) implements FileContent {}

    /** At a presigned URL that works for a short time. */
    record Remote(URI address) implements FileContent {}
}
