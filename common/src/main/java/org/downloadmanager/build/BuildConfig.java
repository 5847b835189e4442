package org.downloadmanager.build;

import io.smallrye.config.ConfigMapping;

/** The version and commit of this program, as the build recorded them. */
@ConfigMapping(prefix = "downloads.build")
public interface BuildConfig {

    String version();

    /** The abbreviated commit of the sources; {@code unknown} when they were not built from a repository. */
    String commit();
}
