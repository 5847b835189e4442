package org.downloadmanager.files;

import java.net.URI;
import java.nio.file.Path;

/** How to get at the bytes of a finished file. */
public sealed interface FileContent {

    /** On a disk that this process can read. */
    record Local(Path path) implements FileContent {}

    /** At a presigned address that works for a short while. */
    record Remote(URI address) implements FileContent {}
}
