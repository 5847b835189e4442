package org.downloadmanager.downloads;

import org.jboss.logging.MDC;

/** Adds the id of a download to every log line of this thread or request. */
public final class LogContext {

    private static final String KEY = "download";

    private LogContext() {}

    public static void enter(DownloadId download) {
        MDC.put(KEY, download.value());
    }

    public static void leave() {
        MDC.remove(KEY);
    }
}
