package org.downloadmanager.local;

import java.util.Locale;

/** What a part does. A cluster has neither a database nor a web server; what it is compared with may. */
public enum Role {
    REDIS, KAFKA, LOAD_BALANCER, API, WORKER, DATABASE, WEB_SERVER;

    /** The word used in names of parts and in {@code cluster.json}, such as {@code load-balancer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
