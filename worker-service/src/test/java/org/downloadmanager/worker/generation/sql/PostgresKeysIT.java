package org.downloadmanager.worker.generation.sql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresKeysIT extends KeysContract {

    private static TestPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException, InterruptedException, SQLException {
        Optional<Path> programs = TestPostgres.installed();
        assumeTrue(programs.isPresent(), "no PostgreSQL server is installed on this machine");
        postgres = TestPostgres.start(programs.get());
        PostgresTypesIT.createTypes(postgres);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
    }

    @Override
    String keys() {
        return "keys-of-postgresql.txt";
    }

    @Override
    List<Edge> edges() throws IOException {
        return TypeMatrix.read("types-of-postgresql.txt");
    }

    @Override
    String url() {
        return postgres.url();
    }

    @Override
    String numbers(int count) {
        return "SELECT i FROM generate_series(0, " + (count - 1) + ") AS s(i)";
    }

    @Override
    Set<String> refused() {
        return Set.of("elsewhere.citext", "json", "xml", "point", "record");
    }
}
