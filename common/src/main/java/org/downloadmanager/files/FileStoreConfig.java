package org.downloadmanager.files;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where files are kept, and how much of the place they may take. */
@ConfigMapping(prefix = "downloads.files")
public interface FileStoreConfig {

    enum Store {
        DIRECTORY, S3
    }

    /** The same for every process. Files that were made in the other one are not found. */
    @WithDefault("directory")
    Store store();

    /** Every process must see the same directory: on one machine a local one, else a shared one. Not for S3. */
    Optional<Path> directory();

    /**
     * How much of the directory's file system is left free. Larger leaves more to others; a download that would eat into it ends as
     * an error.
     */
    @WithDefault("1G")
    MemorySize reserve();

    /** The most bytes that one file may have. A download that would exceed it ends as an error. */
    @WithDefault("10G")
    MemorySize maximumSize();
}
