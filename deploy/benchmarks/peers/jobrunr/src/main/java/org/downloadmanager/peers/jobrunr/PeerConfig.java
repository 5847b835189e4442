package org.downloadmanager.peers.jobrunr;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;

/** The settings of this process. */
@ConfigMapping(prefix = "peer")
interface PeerConfig {

    /** The name of this process in messages. */
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
