package org.downloadmanager.benchmarks.figures;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.downloadmanager.local.Project;

/** The flights of the sample data: the first of them, or all of them several times. */
record Flights(long rows) {

    private static final long IN_FILE = 3_000_000;
    private static final Path CATALOG = Project.root().resolve("deploy/local/catalog");
    private static final String SAMPLE = "read_parquet('${data}/flights-3m.parquet', file_row_number = true)";
    private static final String COLUMNS = "date, delay, distance, origin, destination";

    /** A copy of the sample catalog with that many flights and without a preview of them. */
    Path catalog(Path directory) throws IOException {
        String sample = Files.readString(CATALOG.resolve("catalog.yaml"));
        String changed = replace(sample, SAMPLE, numbered());
        changed = replace(changed, "    maximumRows: 10000000\n", "    preview: false\n");
        return Files.writeString(directory.resolve("catalog.yaml"),
                "data: " + CATALOG.resolve("data") + File.separator + "\n" + changed);
    }

    /** The query for the rows of the download. */
    String query() {
        return "SELECT " + COLUMNS + " FROM " + numbered().replace("${data}", CATALOG.resolve("data").toString());
    }

    private String numbered() {
        if (rows < IN_FILE) {
            return "(FROM " + SAMPLE + " LIMIT " + rows + ")";
        }
        if (rows % IN_FILE != 0) {
            throw new IllegalArgumentException(rows + " is not a multiple of " + IN_FILE);
        }
        return IntStream.range(0, (int) (rows / IN_FILE))
                .mapToObj(time -> "SELECT * REPLACE (file_row_number + " + time * IN_FILE + " AS file_row_number) FROM "
                        + SAMPLE)
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private static String replace(String text, String part, String by) {
        if (!text.contains(part)) {
            throw new IllegalStateException("The sample catalog has no " + part);
        }
        return text.replace(part, by);
    }
}
