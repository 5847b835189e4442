package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

import org.downloadmanager.worker.generation.sql.ParameterMatrix.Line;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of parameter against every type of column of DuckDB; {@code parameter-matrix.txt} is the table. */
class ParameterMatrixTest {

    private static final Sources SOURCES = new Sources();

    @TempDir
    Path directory;

    static Stream<Line> lines() throws IOException {
        return ParameterMatrix.linesFor("duckdb");
    }

    @AfterAll
    static void closeDatabase() throws SQLException {
        SOURCES.close();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aParameterFindsExactlyItsRows(Line line) throws Exception {
        assertThat(ParameterMatrix.outcome(line, "jdbc:duckdb:", SOURCES, directory)).isEqualTo(line.expected());
    }
}
