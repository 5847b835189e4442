package org.downloadmanager.api.downloads;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is taken on. Every replica must be told the same. */
@ConfigMapping(prefix = "downloads.limits")
public interface LimitsConfig {

    /** Downloads that one owner may have waiting or running at a time. */
    @WithDefault("1")
    int activePerOwner();

    /** Downloads of all owners together, per shard, that may wait or run; beyond it nobody's request is accepted. */
    @WithDefault("10000")
    int unended();
}
