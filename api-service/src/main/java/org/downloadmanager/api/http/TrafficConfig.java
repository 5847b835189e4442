package org.downloadmanager.api.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The rate and connection limits of one replica: n replicas behind a load balancer allow up to n times as much. Behind a
 * proxy all requests have its address, unless the proxy is trusted to forward the client's ({@code quarkus.http.proxy.*}).
 */
@ConfigMapping(prefix = "downloads.traffic")
public interface TrafficConfig {

    /** Requests per minute of one owner; also the size of the burst. */
    @WithDefault("1200")
    int requestsPerOwner();

    /** Requests per minute from one address, which may be that of a whole company. */
    @WithDefault("60000")
    int requestsPerAddress();

    /** Open sockets and event streams of one owner: browser tabs, mostly. */
    @WithDefault("100")
    int streamsPerOwner();

    /** Open sockets and event streams from one address. */
    @WithDefault("10000")
    int streamsPerAddress();
}
