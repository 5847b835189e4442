package org.downloadmanager.catalog;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Both services must be told the same, but for the sources. */
@ConfigMapping(prefix = "downloads.catalog")
public interface CatalogConfig {

    /** The YAML file that says what can be requested; read once, at the start. */
    Path file();

    /** Whether the sources are read as well: who only takes requests connects to none, and needs to know no passwords. */
    @WithDefault("true")
    boolean sources();

    /**
     * Adds an export named {@code simulated} whose duration, size and failures the request chooses. For tests and
     * demonstrations: every client that may request it can stop a worker with it.
     */
    @WithDefault("false")
    boolean simulated();
}
