package org.downloadmanager.api.downloads;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many downloads are accepted. All replicas need the same values. */
@ConfigMapping(prefix = "downloads.limits")
public interface LimitsConfig {

    /** Active downloads that one owner may have at a time; a further request is answered 409. */
    @WithDefault("1")
    int activePerOwner();

    /** Active downloads of all owners together, per shard; a further request is answered 429. */
    @WithDefault("10000")
    int activeTotal();
}
