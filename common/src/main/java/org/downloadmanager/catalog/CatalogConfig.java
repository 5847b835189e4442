package org.downloadmanager.catalog;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the catalog is. Both services need the same settings, except for the sources. */
@ConfigMapping(prefix = "downloads.catalog")
public interface CatalogConfig {

    /** The YAML file with all exports; read once, at startup. */
    Path file();

    /** Whether the sources are read too. A replica of the API connects to no source and needs no passwords. */
    @WithDefault("true")
    boolean sources();

    /**
     * Adds an export named {@code simulated} whose duration, size and failures the request chooses. For tests and
     * demonstrations: every client that may request it can stop a worker with it.
     */
    @WithDefault("false")
    boolean simulated();
}
