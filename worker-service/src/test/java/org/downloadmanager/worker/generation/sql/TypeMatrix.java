package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of each database type and its result in each format. */
final class TypeMatrix {

    /** A line of a table; the table explains the columns. */
    record Edge(String type, String value, String text, String csv, String json, String xlsx, String parquet) {

        static Edge of(String line) {
            String[] cells = Arrays.stream(line.split(" \\| ", -1)).map(cell -> cell.replace("\\n", "\n"))
                    .toArray(String[]::new);
            if (cells.length != 7) {
                throw new IllegalArgumentException("Not seven cells: " + line);
            }
            String text = cells[2];
            return new Edge(cells[0], cells[1].replace("\n", "\\n"), text, cells[3].equals("=") ? text : cells[3],
                    switch (cells[4]) {
                        case "=" -> text;
                        case "\"\"" -> '"' + text + '"';
                        default -> cells[4].replace("\n", "\\n");
                    }, cells[5], cells[6]);
        }

        /** The SQL expression of the value. */
        String expression() {
            return "CAST(" + value + " AS " + type + ")";
        }

        boolean isServedAs(String format) {
            return !(format.equals("parquet") && parquet.endsWith("refused"));
        }

        /** The type of the column in a Parquet file. */
        String parquetType() {
            return parquet.replace(", refused", "");
        }
    }

    private TypeMatrix() {}

    static List<Edge> read(String resource) throws IOException {
        try (InputStream table = TypeMatrix.class.getResourceAsStream(resource)) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(Edge::of).toList();
        }
    }

    /** The edge values of each type that a format supports, in the order of the table. */
    static Map<String, List<Edge>> servedByType(List<Edge> edges, String format) {
        return edges.stream().filter(edge -> edge.isServedAs(format))
                .collect(Collectors.groupingBy(Edge::type, LinkedHashMap::new, Collectors.toList()));
    }
}
