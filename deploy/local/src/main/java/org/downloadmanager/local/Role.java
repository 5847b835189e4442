package org.downloadmanager.local;

import java.util.Locale;

/** What a part of the cluster does. */
public enum Role {
    REDIS, KAFKA, LOAD_BALANCER, API, WORKER;

    /** The word used in names of parts and in {@code cluster.json}, such as {@code load-balancer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
