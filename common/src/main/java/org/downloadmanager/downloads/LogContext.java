package org.downloadmanager.downloads;

import org.jboss.logging.MDC;

/** Which download this thread, or this request, is at work on: every line of the log that is written meanwhile says so. */
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
