package org.downloadmanager.files;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;

/** The limits of a store in tests. */
record TestStore(Optional<Path> directory, MemorySize reserve, MemorySize maximumSize) implements FileStoreConfig {

    TestStore(Optional<Path> directory, long reserve, long maximumSize) {
        this(directory, new MemorySize(BigInteger.valueOf(reserve)), new MemorySize(BigInteger.valueOf(maximumSize)));
    }

    @Override
    public Store store() {
        return directory.isPresent() ? Store.DIRECTORY : Store.S3;
    }
}
