package org.downloadmanager.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;

/** Where the bytes of a finished file are. */
public sealed interface FileContent {

    /** Decides by place; a new place breaks the build of every caller. */
    <T> T fold(Function<Local, T> local, Function<Remote, T> remote);

    /** On a disk that this process can read. */
    record Local(Path path) implements FileContent {

        @Override
        public <T> T fold(Function<Local, T> local, Function<Remote, T> remote) {
            return local.apply(this);
        }
    }

    /** At a presigned URL that works for a short time. */
    record Remote(URI address) implements FileContent {

        @Override
        public <T> T fold(Function<Local, T> local, Function<Remote, T> remote) {
            return remote.apply(this);
        }
    }
}
