package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;
import org.junit.jupiter.api.Test;

class DuckDbTypesTest extends TypesContract {

    /** Types that no column has: NULL has the type of its column, and a TYPE is not a value. */
    private static final Set<String> NO_COLUMNS = Set.of("NULL", "TYPE");

    @Override
    List<Edge> edges() throws IOException {
        return TypeMatrix.read("types-of-duckdb.txt");
    }

    @Override
    String url() {
        return "jdbc:duckdb:";
    }

    @Test
    void theTableHasEveryTypeOfTheDatabase() throws Exception {
        // Given
        String tried = edges().stream().map(edge -> "typeof(CAST(NULL AS " + edge.type() + "))")
                .collect(Collectors.joining(", ", "SELECT unnest([", "])"));

        // When
        Set<String> types = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            collect(statement.executeQuery(tried), types);
            Set<String> known = new TreeSet<>();
            collect(statement.executeQuery("SELECT DISTINCT logical_type FROM duckdb_types()"), known);
            known.removeAll(NO_COLUMNS);
            // Then
            assertThat(types.stream().map(DuckDbTypesTest::logicalType).collect(Collectors.toSet())).containsAll(known);
        }
    }

    private static void collect(ResultSet result, Set<String> into) throws SQLException {
        while (result.next()) {
            into.add(result.getString(1));
        }
    }

    /** The name without type parameters, as the database lists it. */
    private static String logicalType(String type) {
        if (type.endsWith("[]")) {
            return "LIST";
        }
        return type.endsWith("]") ? "ARRAY" : type.replaceFirst("\\(.*", "");
    }
}
