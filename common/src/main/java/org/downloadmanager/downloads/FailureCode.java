package org.downloadmanager.downloads;

import java.util.Locale;

/**
 * The reasons for which a download ends as an error. The kebab-case form is part of the API; documents of other versions may
 * hold codes that are not listed here.
 */
public enum FailureCode {

    // The same request may succeed later.
    DEADLINE_EXCEEDED, GENERATION_FAILED, SOURCE_CHANGED, SOURCE_TIMEOUT, STALLED, STORAGE_FULL, TOO_SLOW, WORKER_LOST,

    // A request for less data, or for another format, may succeed.
    TEXT_TOO_LONG, TOO_MANY_PAGES, TOO_MANY_ROWS, TOO_MANY_ROWS_FOR_ONE_SHEET, UNSUPPORTED_VALUE,

    // The operator must change the export.
    CHART_NOT_NUMERIC, SOURCE_FAILED, SOURCE_UNORDERED, UNKNOWN_COLUMN, UNKNOWN_EXPORT, UNSUPPORTED_KEY, UNSUPPORTED_TYPE,

    /** Used by the simulated generator only. */
    SIMULATED;

    /** The code for programs, such as {@code too-many-rows}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param message for the owner: what is wrong, with what, and what to do */
    public Failure because(String message) {
        return new Failure(code(), message);
    }
}
