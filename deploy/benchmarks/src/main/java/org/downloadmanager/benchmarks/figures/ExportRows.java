package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import org.downloadmanager.benchmarks.Benchmark;
import org.downloadmanager.benchmarks.Profile;
import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Subject;
import org.downloadmanager.benchmarks.load.CpuTimes;
import org.downloadmanager.benchmarks.load.SingleUser;
import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.benchmarks.stacks.Postgres;
import org.downloadmanager.local.Role;

/** Rows per second from a source to a file. */
final class ExportRows {

    static final Benchmark BENCHMARK = new Benchmark("export-rows", "Rows exported",
            "3,000,000 flights of five columns, after one export that is not counted. Ours: from the request to the message"
                    + " that the file is ready, with checkpoints, progress, digest and all of it on disk; 1 replica, 1"
                    + " worker, DuckDB inside of it reading Parquet. DuckDB itself: `COPY` from the same Parquet to a file"
                    + " that the system writes when it likes. psql: `\\copy` from a table of the same rows.",
            "At least 0.35 × `COPY` of DuckDB on one thread.", Benchmark.Rounds.THREE,
            List.of(new Subject(Subject.OURS, ExportRows::ours),
                    new Subject("DuckDB COPY, 1 thread", duckDb("SET threads = 1")),
                    new Subject("DuckDB COPY", duckDb("RESET threads")),
                    new Subject("psql \\copy", ExportRows::psql)));

    private static final String UNIT = "rows/s";
    private static final Map<String, String> TITLES = Map.of("csv", "CSV", "jsonl", "JSON lines");
    private static final List<String> FORMATS = List.of("csv", "jsonl");

    private ExportRows() {}

    private static void ours(Profile profile, Results results) throws IOException {
        Flights flights = flights(profile);
        try (RunDirectory workplace = new RunDirectory();
                DownloadManager stack = DownloadManager.start(DownloadManager.builder(workplace.directory()).api(1)
                        .workers(1).catalog(flights.catalog(workplace.directory())));
                SingleUser customer = SingleUser.of(stack)) {
            for (String format : FORMATS) {
                String request = "{\"export\": \"flights\", \"format\": \"%s\"}".formatted(format);
                customer.order(request);
                CpuTimes before = CpuTimes.of(stack.workers());
                SingleUser.Received received = customer.order(request);
                double worked = CpuTimes.of(stack.workers()).since(before).get(Role.WORKER.word());
                if (received.ready().done() != flights.rows()) {
                    throw new IllegalStateException("There are " + received.ready().done() + " rows.");
                }
                note(results, format, flights, received.seconds());
                results.at(TITLES.get(format), UNIT).fact("CPU µs per row: worker", worked * 1e3 / flights.rows());
            }
        }
    }

    private static Subject.Turn duckDb(String setting) {
        return (profile, results) -> {
            Flights flights = flights(profile);
            Map<String, String> options = Map.of("csv", "FORMAT csv, HEADER", "jsonl", "FORMAT json");
            try (RunDirectory workplace = new RunDirectory();
                    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute(setting);
                for (String format : FORMATS) {
                    String copy = "COPY (%s) TO '%s' (%s)".formatted(flights.query(),
                            workplace.directory().resolve("flights." + format), options.get(format));
                    statement.execute(copy);
                    note(results, format, flights, seconds(() -> statement.execute(copy)));
                }
            }
        };
    }

    private static void psql(Profile profile, Results results) throws Exception {
        Flights flights = flights(profile);
        Map<String, String> copies = Map.of("csv", "\\copy flights TO '%s' (FORMAT csv, HEADER)", "jsonl",
                "\\copy (SELECT row_to_json(flight) FROM flights AS flight) TO '%s'");
        try (RunDirectory workplace = new RunDirectory();
                Postgres postgres = Postgres.start(workplace.directory(), List.of())) {
            fill(postgres, flights, workplace.directory());
            for (String format : FORMATS) {
                String copy = copies.get(format).formatted(workplace.directory().resolve("flights." + format));
                postgres.psql(workplace.directory(), copy);
                note(results, format, flights, seconds(() -> postgres.psql(workplace.directory(), copy)));
            }
        }
    }

    private static void fill(Postgres postgres, Flights flights, Path directory)
            throws SQLException, IOException, InterruptedException {
        Path rows = directory.resolve("rows.csv");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (%s) TO '%s' (FORMAT csv, HEADER false)".formatted(flights.query(), rows));
        }
        postgres.psql(directory, "CREATE TABLE flights (date timestamp, delay integer, distance integer, origin text,"
                + " destination text)");
        postgres.psql(directory, "\\copy flights FROM '" + rows + "' (FORMAT csv)");
        postgres.psql(directory, "VACUUM ANALYZE flights");
        postgres.psql(directory, "CHECKPOINT");
    }

    private static Flights flights(Profile profile) {
        return new Flights(profile.of(3_000_000, 100_000));
    }

    private static void note(Results results, String format, Flights flights, double seconds) {
        results.at(TITLES.get(format), UNIT).value(flights.rows() / seconds);
    }

    private interface Export {

        void run() throws Exception;
    }

    private static double seconds(Export export) throws Exception {
        long start = System.nanoTime();
        export.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
