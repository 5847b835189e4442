package org.downloadmanager.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of file an export can be had as. */
public enum Format {

    CSV("text/csv; charset=utf-8", true, Long.MAX_VALUE),

    /** One JSON object per line. */
    JSONL("application/x-ndjson", true, Long.MAX_VALUE),

    /** For people to read: nobody reads more than a few hundred pages, and they are laid out in memory. */
    PDF("application/pdf", false, 20_000);

    private final String contentType;
    private final boolean appendable;
    private final long maximumRows;

    Format(String contentType, boolean appendable, long maximumRows) {
        this.contentType = contentType;
        this.appendable = appendable;
        this.maximumRows = maximumRows;
    }

    /** The format of that name, as requests and the catalog write it. */
    public static Optional<Format> named(String name) {
        return Arrays.stream(values()).filter(format -> format.extension().equals(name)).findFirst();
    }

    /** Its name, and the ending of the names of its files. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String contentType() {
        return contentType;
    }

    /** Whether the first rows can be written for good before the last are known. */
    boolean isAppendable() {
        return appendable;
    }

    long maximumRows() {
        return maximumRows;
    }
}
