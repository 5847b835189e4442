package org.downloadmanager.api.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How much one owner or one address may ask of a replica. Each replica counts for itself: n of them behind a load balancer
 * allow up to n times as much. Behind a proxy all requests come from its address, unless the proxy is trusted to name the
 * client's ({@code quarkus.http.proxy.*}).
 */
@ConfigMapping(prefix = "downloads.traffic")
public interface TrafficConfig {

    /** Requests a minute of one owner. As many may come at once; then they come in at this rate. */
    @WithDefault("1200")
    int requestsPerOwner();

    /** Requests a minute from one address, which may be that of a whole company. */
    @WithDefault("60000")
    int requestsPerAddress();

    /** Open sockets and event streams of one owner: tabs, mostly. */
    @WithDefault("100")
    int streamsPerOwner();

    /** Open sockets and event streams from one address. */
    @WithDefault("10000")
    int streamsPerAddress();
}
