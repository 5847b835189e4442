package org.downloadmanager.build;

import io.smallrye.config.ConfigMapping;

/** Which program this is, as the build has written it down. */
@ConfigMapping(prefix = "downloads.build")
public interface BuildConfig {

    String version();

    /** Of the sources, abbreviated; {@code unknown} when they were not built from a repository. */
    String commit();
}
