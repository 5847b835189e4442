package org.downloadmanager.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A directory with the outcome of each benchmark as JSON, a table of all of them, and a plot for each load. */
final class Archive {

    private final JsonMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private final Path directory;

    Archive(Path directory) {
        this.directory = directory;
    }

    void keep(Outcome outcome) throws IOException {
        Files.createDirectories(directory);
        json.writeValue(directory.resolve(outcome.figure() + ".json").toFile(), outcome);
        for (Plot plot : Plot.of(outcome)) {
            Files.writeString(directory.resolve(plot.fileName()), plot.svg());
        }
    }

    /** The saved outcomes, in the order of the names. */
    List<Outcome> outcomes(List<String> figures) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (String figure : figures) {
            Path file = directory.resolve(figure + ".json");
            if (Files.exists(file)) {
                outcomes.add(json.readValue(file.toFile(), Outcome.class));
            }
        }
        return outcomes;
    }

    Path write(String table) throws IOException {
        return Files.writeString(directory.resolve("table.md"), table);
    }
}
