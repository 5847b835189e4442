package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.downloadmanager.benchmarks.stacks.DownloadManager;
import org.downloadmanager.local.Cluster;

/**
 * A database that never answers, and a catalog with an export that reads from it, one at a time: the first download of that
 * export never ends, and all others wait for it without further cost.
 */
final class SilentSource implements AutoCloseable {

    static final String REQUEST = "{\"export\": \"silent\", \"format\": \"csv\"}";

    private final ServerSocket listening;

    SilentSource() throws IOException {
        listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    /** A cluster with that catalog. */
    Cluster.Builder cluster(Path directory) throws IOException {
        Path catalog = Files.writeString(directory.resolve("catalog.yaml"), """
                sources:
                  samples:
                    url: "jdbc:duckdb:"
                    maxConcurrent: 16
                  silent:
                    url: "jdbc:postgresql://127.0.0.1:%d/silent?sslmode=disable"
                    maxConcurrent: 1
                exports:
                  tiny:
                    title: One kilobyte
                    source: samples
                    query: "SELECT range AS number, 'row ' || range AS text FROM range(100)"
                    columns: [number, text]
                    key: number
                    ordered: true
                    formats: [csv]
                  silent:
                    title: Nothing
                    source: silent
                    query: "SELECT number FROM numbers"
                    columns: [number]
                    key: number
                    formats: [csv]
                    preview: false
                    maximumDuration: 1d
                """.formatted(listening.getLocalPort()));
        return DownloadManager.builder(directory.resolve("cluster")).catalog(catalog)
                .workerSetting("downloads.worker.stall-timeout", "1d");
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
