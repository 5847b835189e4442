package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresTypesIT extends TypesContract {

    private static TestPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException, InterruptedException, SQLException {
        Optional<Path> programs = TestPostgres.installed();
        assumeTrue(programs.isPresent(), "no PostgreSQL server is installed on this machine");
        postgres = TestPostgres.start(programs.get());
        createTypes(postgres);
    }

    /** Creates the types of the tables that a new database does not have. */
    static void createTypes(TestPostgres postgres) throws SQLException {
        postgres.execute("CREATE TYPE a_mood AS ENUM ('z', 'm', 'a')");
        postgres.execute("CREATE DOMAIN a_domain AS numeric(9, 2) CHECK (VALUE > 0)");
        postgres.execute("CREATE TYPE a_pair AS (f1 int4, f2 text)");
        postgres.execute("CREATE SCHEMA elsewhere");
        postgres.execute("CREATE EXTENSION citext SCHEMA elsewhere");
        postgres.execute("CREATE TYPE elsewhere.\"Mood\" AS ENUM ('b', 'a')");
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
    }

    @Override
    List<Edge> edges() throws IOException {
        return TypeMatrix.read("types-of-postgresql.txt");
    }

    @Override
    String url() {
        return postgres.url();
    }

    @Test
    void theTableHasEveryBaseTypeThatAColumnMayHave() throws Exception {
        // Given
        String tried = edges().stream()
                .map(edge -> "pg_typeof(CAST(NULL AS " + edge.type() + "))::oid")
                .collect(Collectors.joining(", ", "(", ")"));
        Set<String> alike = Set.of(
                // Geometric types share the form (x,y), of which point, box and circle are tested.
                "line", "lseg", "path", "polygon",
                // Names and numbers of the system catalog, which files hold as text.
                "aclitem", "cid", "gtsvector", "int2vector", "jsonpath", "oidvector", "pg_brin_bloom_summary",
                "pg_brin_minmax_multi_summary", "pg_dependencies", "pg_mcv_list", "pg_ndistinct", "pg_node_tree",
                "pg_snapshot", "refcursor", "tid", "tsquery", "txid_snapshot", "xid", "xid8");

        // When
        Set<String> missing = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT typname FROM pg_type WHERE typtype = 'b'"
                        + " AND typnamespace = 'pg_catalog'::regnamespace"
                        + " AND typcategory <> 'A' AND typname NOT LIKE 'reg%' AND oid NOT IN " + tried)) {
            while (result.next()) {
                missing.add(result.getString(1));
            }
        }

        // Then
        missing.removeAll(alike);
        assertThat(missing).isEmpty();
    }
}
