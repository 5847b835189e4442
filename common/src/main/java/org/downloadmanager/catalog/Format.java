package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of file an export can be had as. */
public enum Format {

    CSV("text/csv; charset=utf-8", false),

    /** One JSON object per line. */
    JSONL("application/x-ndjson", false),

    CSV_GZ("application/gzip", false),

    JSONL_GZ("application/gzip", false),

    /** For people who calculate: a sheet has a limit, several sheets have none. */
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true) {
        @Override
        public List<Parameter> parameters() {
            return List.of(SHEETS);
        }

        @Override
        long maximumRows(Map<String, Object> values) {
            return SEVERAL.equals(values.get(SHEETS.name())) ? Long.MAX_VALUE : ROWS_IN_SHEET;
        }
    },

    /** For programs that analyse: typed columns, compressed. */
    PARQUET("application/vnd.apache.parquet", true),

    /** For reading: people read a few hundred pages at most, and the layout happens in memory. */
    PDF("application/pdf", true) {
        @Override
        long maximumRows(Map<String, Object> values) {
            return 20_000;
        }
    };

    /** What Excel has room for, less the heading. */
    public static final int ROWS_IN_SHEET = 1_048_575;

    private static final String SEVERAL = "several";
    private static final Parameter SHEETS = new Parameter("sheets", "Sheets",
            "A sheet of Excel has room for 1,048,575 rows; several have room for all", ParameterType.CHOICE, false,
            Optional.of("one"), Optional.empty(), Optional.<BigDecimal>empty(), Optional.<BigDecimal>empty(),
            List.of("one", SEVERAL), Optional.empty());

    private final String contentType;
    private final boolean rendered;

    Format(String contentType, boolean rendered) {
        this.contentType = contentType;
        this.rendered = rendered;
    }

    /** The format of that name, as requests and the catalog write it. */
    public static Optional<Format> named(String name) {
        return Arrays.stream(values()).filter(format -> format.extension().equals(name)).findFirst();
    }

    /** Its name, and the ending of the names of its files. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public String contentType() {
        return contentType;
    }

    /** Whether nothing of a file is final before its last row is known, so that its rows are collected first. */
    public boolean isRendered() {
        return rendered;
    }

    /** What a request for this format may say besides what its export asks; all of it has defaults. */
    public List<Parameter> parameters() {
        return List.of();
    }

    /** The most rows that a file asked for like that has room for. */
    long maximumRows(Map<String, Object> values) {
        return Long.MAX_VALUE;
    }
}
