package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;

/** The persistent files of a cluster's Redis: a directory since version 7, one file before. */
final class RedisDisk {

    private RedisDisk() {}

    /** Deletes the data of a stopped Redis. */
    static void erase(Cluster cluster) {
        try (Stream<Path> files = Files.list(cluster.data().resolve("redis"))) {
            List<Path> appendOnly = files.filter(file -> file.getFileName().toString().startsWith("appendonly"))
                    .toList();
            assertThat(appendOnly).as("append-only files").isNotEmpty();
            appendOnly.forEach(SharedCluster::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
