package org.downloadmanager.worker.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every format is generated in the memory of a few rows, for any number of rows: here three million. */
class SmallHeapIT {

    private static final Path CATALOG = Path.of("../deploy/local/catalog");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({ "csv, 32m", "csv.gz, 32m", "jsonl, 32m", "jsonl.gz, 32m", "xlsx, 32m", "parquet, 32m" })
    void allFlightsAreGeneratedInASmallHeap(String format, String heap) throws Exception {
        // Given
        Path catalog = catalog("read_parquet('${data}/flights-3m.parquet', file_row_number = true)");

        // When
        String said = make(catalog, format, heap);

        // Then
        assertThat(said).startsWith("made 3000000 rows in ");
    }

    @ParameterizedTest
    @CsvSource("pdf, 64m")
    void theLargestReportFitsInASmallHeap(String format, String heap) throws Exception {
        // Given
        Path catalog = catalog("(FROM read_parquet('${data}/flights-3m.parquet', file_row_number = true) LIMIT 20000)");

        // When
        String said = make(catalog, format, heap);

        // Then
        assertThat(said).startsWith("made 20000 rows in ");
    }

    private String make(Path catalog, String format, String heap) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap, "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory, "-cp", classPath(), GenerateOneFile.class.getName(),
                catalog.toString(),
                "flights", format, directory.resolve("store").toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Not the property java.class.path, because the build may put the class path into a manifest. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private Path catalog(String rows) throws IOException {
        String sample = Files.readString(CATALOG.resolve("catalog.yaml"));
        String changed = "data: " + CATALOG.resolve("data").toAbsolutePath() + File.separator + "\n"
                + sample.replace("read_parquet('${data}/flights-3m.parquet', file_row_number = true)", rows)
                        .replace("formats: [csv, ", "formats: [pdf, csv, ");
        return Files.writeString(directory.resolve("catalog.yaml"), changed);
    }
}
