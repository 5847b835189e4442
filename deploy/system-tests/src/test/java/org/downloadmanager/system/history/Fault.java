package org.downloadmanager.system.history;

/** The injected faults. */
public enum Fault {
    WORKER_KILLED, WORKER_STOPPED, WORKER_FROZEN, WORKER_CUT_FROM_REDIS, WORKER_CUT_FROM_KAFKA, API_KILLED, API_STOPPED, API_CUT_FROM_REDIS, API_CUT_FROM_KAFKA, KAFKA_KILLED, REDIS_KILLED,
    /** Its disk was lost too. */
    REDIS_EMPTIED
}
