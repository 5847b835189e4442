package org.downloadmanager.files;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where files are kept, and how much space they may take. */
@ConfigMapping(prefix = "downloads.files")
public interface FileStoreConfig {

    enum Store {
        DIRECTORY, S3
    }

    /** The same for every process. Files of the other kind of store are not found. */
    @WithDefault("directory")
    Store store();

    /** Every process must see the same directory: a local one on one machine, else a shared one. Not used with S3. */
    Optional<Path> directory();

    /**
     * How much of the file system stays free. A larger reserve leaves more to others; a download that would use it ends
     * as an error.
     */
    @WithDefault("1G")
    MemorySize reserve();

    /** The most bytes that one file may have. A download that would exceed it ends as an error. */
    @WithDefault("10G")
    MemorySize maximumSize();
}
