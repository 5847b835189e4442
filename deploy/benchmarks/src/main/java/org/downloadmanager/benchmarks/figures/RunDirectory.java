package org.downloadmanager.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.downloadmanager.local.Project;

/** A temporary directory on the project's disk. */
final class RunDirectory implements AutoCloseable {

    private final Path directory;

    RunDirectory() throws IOException {
        Path target = Files.createDirectories(Project.root().resolve("deploy/benchmarks/target"));
        directory = Files.createTempDirectory(target, "run");
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
