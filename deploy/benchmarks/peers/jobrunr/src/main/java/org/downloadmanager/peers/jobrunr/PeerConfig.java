package org.downloadmanager.peers.jobrunr;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;

/** What this process is. */
@ConfigMapping(prefix = "peer")
interface PeerConfig {

    /** What it calls itself in messages. */
    String name();

    Role role();

    Tuning tuning();

    /** The directory that all processes share. */
    Path files();

    /** Signs identities. */
    String cookieSecret();

    enum Role {
        API, WORKER
    }

    enum Tuning {
        DEFAULTS, TUNED
    }
}
