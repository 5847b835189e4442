package org.downloadmanager.local;

import java.util.Locale;

/** The role of a process. Databases and web servers occur in benchmarks only. */
public enum Role {
    REDIS, KAFKA, LOAD_BALANCER, API, WORKER, DATABASE, WEB_SERVER;

    /** The name of the role in process names and in {@code cluster.json}, such as {@code load-balancer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
