package org.downloadmanager.api.downloads;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The limits of active downloads. All replicas need the same values. */
@ConfigMapping(prefix = "downloads.limits")
public interface LimitsConfig {

    /** Active downloads of one owner; a further request is answered 409. */
    @WithDefault("1")
    int activePerOwner();

    /** Active downloads of all owners, per shard; a further request is answered 429. */
    @WithDefault("10000")
    int activeTotal();
}
