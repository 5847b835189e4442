package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.downloadmanager.worker.generation.sql.ParameterMatrix.Line;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of parameter against every type of column of PostgreSQL, by the same table. */
class ParameterMatrixIT {

    private static TestPostgres postgres;

    private final Sources sources = new Sources();

    @TempDir
    Path directory;

    static Stream<Line> lines() throws IOException {
        return ParameterMatrix.linesFor("postgresql");
    }

    @BeforeAll
    static void startPostgres() throws IOException, InterruptedException {
        Optional<Path> programs = TestPostgres.installed();
        assumeTrue(programs.isPresent(), "no PostgreSQL server is installed on this machine");
        postgres = TestPostgres.start(programs.get());
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aParameterFindsExactlyItsRows(Line line) throws Exception {
        assertThat(ParameterMatrix.outcome(line, postgres.url(), sources, directory)).isEqualTo(line.expected());
    }
}
