package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import org.downloadmanager.worker.generation.sql.TypeMatrix.Edge;

class DuckDbKeysTest extends KeysContract {

    @Override
    String keys() {
        return "keys-of-duckdb.txt";
    }

    @Override
    List<Edge> edges() throws IOException {
        return TypeMatrix.read("types-of-duckdb.txt");
    }

    @Override
    String url() {
        return "jdbc:duckdb:";
    }

    @Override
    String numbers(int count) {
        return "SELECT range AS i FROM range(" + count + ")";
    }

    @Override
    Set<String> refused() {
        return Set.of("ENUM", "UNION", "VARIANT");
    }
}
