package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The file formats. */
public enum Format {

    CSV("CSV", "text/csv; charset=utf-8", false),

    /** One JSON object per line. */
    JSONL("JSON lines", "application/x-ndjson", false),

    CSV_GZ("CSV, gzip", "application/gzip", false),

    JSONL_GZ("JSON lines, gzip", "application/gzip", false),

    /** For spreadsheets: one sheet has a row limit, several sheets have none. */
    XLSX("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true) {
        @Override
        public List<Parameter> parameters() {
            return List.of(SHEETS);
        }

        @Override
        long maximumRows(Map<String, Object> values) {
            return SEVERAL.equals(values.get(SHEETS.name())) ? Long.MAX_VALUE : ROWS_IN_SHEET;
        }
    },

    /** For analysis: typed columns, compressed. */
    PARQUET("Parquet", "application/vnd.apache.parquet", true),

    /**
     * For reading: limited in rows, because the layout happens in memory and nobody reads more than a few hundred
     * pages.
     */
    PDF("PDF", "application/pdf", true) {
        @Override
        long maximumRows(Map<String, Object> values) {
            return 20_000;
        }
    };

    /** The limit of Excel, less the heading. */
    public static final int ROWS_IN_SHEET = 1_048_575;

    private static final String SEVERAL = "several";
    private static final Parameter SHEETS = new Parameter("sheets", "Sheets",
            "A sheet of Excel has room for 1,048,575 rows; several sheets hold any number", ParameterType.CHOICE, false,
            Optional.of("one"), Optional.empty(), Optional.<BigDecimal>empty(), Optional.<BigDecimal>empty(),
            List.of("one", SEVERAL), Optional.empty());

    private final String title;
    private final String contentType;
    private final boolean rendered;

    Format(String title, String contentType, boolean rendered) {
        this.title = title;
        this.contentType = contentType;
        this.rendered = rendered;
    }

    /** The format by its name in requests and in the catalog. */
    public static Optional<Format> named(String name) {
        return Arrays.stream(values()).filter(format -> format.extension().equals(name)).findFirst();
    }

    /** Its name, and the extension of its files. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    public String contentType() {
        return contentType;
    }

    /** Whether the file can only be written when its last row is known, so that its rows are spooled first. */
    public boolean isRendered() {
        return rendered;
    }

    /** The parameters of the format, in addition to those of the export; all have defaults. */
    public List<Parameter> parameters() {
        return List.of();
    }

    /** The most rows that fit in a file with these parameter values. */
    long maximumRows(Map<String, Object> values) {
        return Long.MAX_VALUE;
    }
}
