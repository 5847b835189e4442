package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

import org.downloadmanager.catalog.Column;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbCursorTest {

    private static final String TIMESTAMPS = "epoch, 1969-12-31 23:59:59.999999,"
            + " 2001-02-03 04:05:06, 2001-02-03 04:05:00.5, 0001-01-01 00:00:00, 0044-03-15 (BC) 12:00:00,"
            + " 9999-12-31 23:59:59.999999, 1883-11-18 12:00:00, 2001-04-01 02:30:00";

    /** A list of values for every type that is read from chunks; the shorter ones are filled up with NULL. */
    private static final List<String> VALUES = List.of(
            list("BOOLEAN", "true, false"),
            list("TINYINT", "-128, 0, 127"),
            list("SMALLINT", "-32768, 0, 32767"),
            list("INTEGER", "-2147483648, -1, 0, 2147483647"),
            list("BIGINT", "-9223372036854775808, -1, 0, 9223372036854775807"),
            list("HUGEINT", "-170141183460469231731687303715884105728, -1, 0, 18446744073709551616,"
                    + " 170141183460469231731687303715884105727"),
            list("UTINYINT", "0, 127, 128, 255"),
            list("USMALLINT", "0, 32768, 65535"),
            list("UINTEGER", "0, 2147483648, 4294967295"),
            list("UBIGINT", "0, 9223372036854775807, 9223372036854775808, 18446744073709551615"),
            list("UHUGEINT", "0, 18446744073709551616, 340282366920938463463374607431768211455"),
            list("DECIMAL(4, 1)", "-999.9, -0.1, 0, 1, 999.9"),
            list("DECIMAL(9, 2)", "-9999999.99, -0.01, 0, 1.10, 9999999.99"),
            list("DECIMAL(18, 0)", "-999999999999999999, 0, 999999999999999999"),
            list("DECIMAL(18, 18)", "-0.999999999999999999, 0, 0.000000000000000001"),
            list("DECIMAL(38, 10)", "-9999999999999999999999999999.9999999999, -0.0000000001, 0, 1844674407370955.1616,"
                    + " 9999999999999999999999999999.9999999999"),
            list("FLOAT", "0, -0.0, 0.1, 1e10, 1.4e-45, 3.4028235e38, nan, infinity, -infinity"),
            list("DOUBLE", "0, -0.0, 0.1, 1e10, 4.9e-324, 1.7976931348623157e308, nan, infinity, -infinity"),
            list("DATE",
                    "infinity, -infinity, epoch, 2001-02-03, 1582-10-14, 0001-01-01, 0044-03-15 (BC), 5877642-06-25 (BC),"
                            + " 5881580-07-10"),
            list("TIMESTAMP",
                    TIMESTAMPS + ", infinity, -infinity, 290309-12-22 (BC) 00:00:00, 294247-01-10 04:00:54.775806"),
            list("TIMESTAMP_S", TIMESTAMPS),
            list("TIMESTAMP_MS", TIMESTAMPS + ", infinity, -infinity"),
            list("TIMESTAMP_NS", "infinity, -infinity, epoch, 1677-09-22 00:00:00, 2262-04-11 23:47:16.854775806,"
                    + " 2001-02-03 04:05:06.000000007"),
            list("TIMESTAMP WITH TIME ZONE", TIMESTAMPS + ", infinity, -infinity"
                    + ", 290309-12-22 (BC) 00:00:00+00, 294247-01-10 04:00:54.775806+00, 2001-02-03 04:05:06+05:30"),
            list("JSON", "null, true, [], {\"a\": [1 ; 2.50]}, \"Zürich\\u0000\""),
            "unnest(['', ' ', 'twelve bytes', 'thirteen byte', 'Zürich – 東京 😀', 'two' || chr(10) || 'lines',"
                    + " 'nul' || chr(0) || 'and' || chr(0), chr(0), chr(1114111), repeat('😀', 5000), '=1', 'NULL'])");

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        Properties properties = new Properties();
        properties.put("jdbc_stream_results", "true");
        connection = new DuckDBDriver().connect("jdbc:duckdb:", properties);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void everyValueIsThatOfAResultSet() throws Exception {
        // Given
        String query = "SELECT " + String.join(", ", VALUES) + " FROM range(500)";
        List<List<Object>> expected;
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet result = statement.executeQuery()) {
            expected = read(new JdbcCursor(result));
        }

        // When
        List<List<Object>> actual;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            ResultSetMetaData columns = statement.getMetaData();
            assertThat(DuckDbCursor.reads(columns)).isTrue();
            actual = read(new DuckDbCursor(statement.unwrap(DuckDBPreparedStatement.class), columns));
        }

        // Then
        assertThat(expected).hasSizeGreaterThan(5000);
        assertThat(actual).zipSatisfy(expected, (row, same) -> assertThat(row).isEqualTo(same));
    }

    @ParameterizedTest
    @ValueSource(strings = { "TIME '10:00'", "'10:00:00+02'::TIMETZ", "uuid()", "INTERVAL 1 DAY", "'a'::BLOB",
        "'101'::BIT",
        "'a'::ENUM('a', 'b')", "[1]", "[1.5]", "[1.5]::DECIMAL(2, 1)[1]", "{'a': 1}", "MAP {'a': 1}", "'1'::BIGNUM",
        "'a'::UNION(a VARCHAR, b INTEGER)" })
    void whatChunksDoNotGiveIsLeftToAResultSet(String value) throws Exception {
        // Given
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1, " + value)) {

            // When // Then
            assertThat(DuckDbCursor.reads(statement.getMetaData())).isFalse();
        }
    }

    /** The values and texts of all rows. */
    private static List<List<Object>> read(Cursor cursor) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= cursor.columns().getColumnCount(); i++) {
            String name = cursor.columns().getColumnTypeName(i);
            columns.add(ResultColumn.of(new Column(name, name), i, cursor.columns(), ZoneId.of("America/New_York")));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (cursor.next()) {
            List<Object> row = new ArrayList<>();
            for (ResultColumn column : columns) {
                row.add(column.value(cursor));
                row.add(column.text(cursor));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String list(String type, String values) {
        return Arrays.stream(values.split(", ")).map(value -> "'" + value.replace(" ;", ",") + "'")
                .collect(Collectors.joining(", ", "unnest([", "]::" + type + "[])"));
    }
}
