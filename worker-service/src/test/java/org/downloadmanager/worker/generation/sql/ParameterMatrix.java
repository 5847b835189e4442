package org.downloadmanager.worker.generation.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Validation.Valid;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.RecordingGeneration;

/** The table of the rows that a parameter selects, and the result of a database for a line of it. */
final class ParameterMatrix {

    private static final int CELLS = 7;

    private ParameterMatrix() {}

    /** @param expected the numbers of the rows, {@code refused}, or {@code fails} */
    record Line(String columnType, List<String> values, String parameterType, String filter, String given,
            String expected) {

        @Override
        public String toString() {
            return columnType + " " + values + " " + filter + ", " + parameterType + " " + given;
        }

        private String query() {
            List<String> rows = new ArrayList<>();
            for (String value : values) {
                rows.add("(" + (rows.size() + 1) + ", CAST("
                        + (value.equals("NULL") ? value : value.startsWith("[") ? value : "'" + value + "'") + " AS "
                        + columnType + "))");
            }
            return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") AS t(id, v) WHERE {filters}";
        }
    }

    /** The lines for a database. */
    static Stream<Line> linesFor(String database) throws IOException {
        try (BufferedReader table = new BufferedReader(new InputStreamReader(
                ParameterMatrix.class.getResourceAsStream("parameter-matrix.txt"), StandardCharsets.UTF_8))) {
            return table.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(ParameterMatrix::cells)
                    .filter(cells -> List.of("both", database).contains(cells.get(0)))
                    .map(cells -> new Line(cells.get(1), List.of(cells.get(2).split("; *")), cells.get(3),
                            cells.get(4), cells.get(5), cells.get(6)))
                    .toList().stream();
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = Stream.of((line + " ").split(" \\| ", -1)).map(String::strip).toList();
        if (cells.size() != CELLS) {
            throw new IllegalArgumentException(line);
        }
        return cells;
    }

    /** The result of a request with that value, in the notation of the table's last column. */
    static String outcome(Line line, String url, Sources sources, Path directory) throws Exception {
        Catalog catalog = Catalog.read(Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  test: {url: "%s"}
                exports:
                  test:
                    title: Test
                    source: test
                    query: |
                      %s
                    columns: [id]
                    key: id
                    formats: [csv]
                    parameters:
                      p:
                        title: P
                        type: %s
                        filter: |
                          %s
                        %s
                """.formatted(url, line.query(), line.parameterType(), line.filter(),
                line.parameterType().equals("choice") ? "options: [open, shipped]" : "")));
        Export export = catalog.find("test").orElseThrow();
        if (!(export.check("csv", Map.of("p", line.given())) instanceof Valid accepted)) {
            return "refused";
        }
        RecordingGeneration generation = new RecordingGeneration(export, "csv", accepted.request().parameters());
        try {
            new RowFileGenerator(catalog, sources).generate(generation);
        } catch (GenerationFailedException failed) {
            return "fails";
        }
        return String.join(" ", generation.text().lines().skip(1).toList());
    }
}
