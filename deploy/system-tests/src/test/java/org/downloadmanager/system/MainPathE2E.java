package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.EventHistory.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** Request, watch and fetch: the file has exactly the rows of the data. */
@ExtendWith(SharedCluster.class)
class MainPathE2E {

    private static final int ALL_FLIGHTS = 3_000_000;
    private static final Map<String, Object> LATE_FROM_LAS = Map.of("origin", "LAS", "from", "2001-01-01", "to",
            "2001-02-01", "minDelay", 15);
    private static final String LATE_FROM_LAS_IN_SQL = "origin = 'LAS' AND delay >= 15"
            + " AND date >= TIMESTAMP '2001-01-01' AND date < TIMESTAMP '2001-02-01'";
    private static final String COLUMNS_IN_JSON = "strftime(date, '%Y-%m-%dT%H:%M:%S') AS date, delay, distance,"
            + " origin, destination";
    private static final String DELAYS_BY_AIRPORT = """
            SELECT row_number() OVER (ORDER BY round(sum(delay) / count(*), 1) DESC, origin) AS rank,
                   origin AS code,
                   coalesce(min(name), origin) AS airport,
                   min(city) AS city,
                   min(state) AS state,
                   count(*) AS flights,
                   round(sum(delay) / count(*), 1)::DECIMAL(9, 1) AS mean_delay,
                   round(100.0 * count(*) FILTER (delay >= 15) / count(*), 1)::DECIMAL(5, 1) AS late_percent
            FROM flights LEFT JOIN airports ON iata = origin
            GROUP BY origin
            HAVING count(*) >= 100
            ORDER BY rank""";
    /** Names and cities may be cut or wrapped, numbers never. */
    private static final Pattern AIRPORT_IN_PDF = Pattern
            .compile("(?m)^(\\d+) (\\w{3}) .*?([\\d,]+) (-?[\\d.]+) ([\\d.]+)$");

    @TempDir
    Path directory;

    @Test
    void theFileHasEveryFlightThatTheProgressCounted(Cluster cluster, Client ann) {
        try (Watch watch = ann.watch()) {
            // When
            HttpResponse<String> answer = ann.post(Client.body("flights", "csv", Map.of()));

            // Then it is accepted,
            Download accepted = Download.parse(answer.body());
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().firstValue("Location")).hasValue("/api/downloads/" + accepted.id());
            assertThat(accepted.export()).isEqualTo("flights");
            assertThat(accepted.file()).isNull();

            // shows its progress,
            Download ready = watch.untilEnd(accepted.id());
            assertThat(watch.of(accepted.id()).filter(message -> !message.isPending()).map(Download::state).distinct())
                    .endsWith("READY").isSubsetOf("PROCESSING", "READY");
            assertThat(watch.of(accepted.id()).filter(Download::isProcessing).map(Download::progress)
                    .filter(progress -> progress.done() > 0))
                    .allMatch(progress -> progress.total() == ALL_FLIGHTS && progress.percent() <= 100);
            assertThat(EventHistory.of(accepted.id(), cluster.kafka())).filteredOn(Snapshot::isProcessing)
                    .extracting(Snapshot::progress).filteredOn(progress -> progress.done() > 0).isNotEmpty()
                    .allMatch(progress -> progress.total() == ALL_FLIGHTS);
            assertThat(ann.find(accepted.id())).isEqualTo(ready);

            // and has every flight.
            assertThat(ready.file().rows()).isEqualTo(ALL_FLIGHTS);
            assertThat(ready.file().name()).isEqualTo("flights.csv");
            assertIsExactly(ready, ann.fetch(ready, directory), SampleData.allFlights());
        }
    }

    @Test
    void filteredCsvHoldsExactlyTheMatchingFlights(Client ann) {
        // When
        Download ready = made(ann, "flights", "csv", LATE_FROM_LAS);

        // Then
        assertThat(ready.file().rows()).isGreaterThan(1_000);
        assertIsExactly(ready, ann.fetch(ready, directory),
                flights("date, delay, distance, origin, destination", "csv"));
    }

    @Test
    void filteredJsonLinesHoldExactlyTheMatchingFlights(Client ann) throws IOException {
        // When
        Download ready = made(ann, "flights", "jsonl", LATE_FROM_LAS);

        // Then
        assertThat(ready.file().name()).isEqualTo("flights.jsonl");
        List<JsonNode> lines = jsonLines(ann.fetch(ready, directory));
        assertThat(lines).hasSize((int) ready.file().rows())
                .isEqualTo(jsonLines(flights(COLUMNS_IN_JSON, "json")));
    }

    @Test
    void compressedCsvHoldsTheSameFlights(Client ann) throws IOException {
        // When
        Download ready = made(ann, "flights", "csv.gz", LATE_FROM_LAS);

        // Then
        assertThat(ready.file().name()).isEqualTo("flights.csv.gz");
        assertThat(ready.file().contentType()).isEqualTo("application/gzip");
        try (InputStream text = new GZIPInputStream(Files.newInputStream(ann.fetch(ready, directory)))) {
            assertThat(text).hasSameContentAs(Files.newInputStream(
                    flights("date, delay, distance, origin, destination", "csv")));
        }
    }

    @Test
    void parquetHoldsTheSameFlights(Client ann) {
        // When
        Download ready = made(ann, "flights", "parquet", LATE_FROM_LAS);

        // Then
        Path fetched = ann.fetch(ready, directory);
        assertThat(SampleData.copy("FROM '" + fetched + "'", "csv"))
                .hasSameBinaryContentAs(flights("date, delay, distance, origin, destination", "csv"));
    }

    @Test
    void moreFlightsThanASheetHoldsAreRefusedWithAnAlternative(Client ann) {
        // When
        Download refused = ended(ann, "flights", "xlsx", Map.of());
        Download ready = ended(ann, "flights", "xlsx", Map.of("origin", "LAS", "sheets", "several"));

        // Then
        assertThat(refused.error().code()).isEqualTo("too-many-rows-for-one-sheet");
        assertThat(refused.error().message()).contains("3,000,000", "several sheets");
        assertThat(ready.state()).isEqualTo("READY");
        assertThat(ann.fetch(ready, directory)).hasSize(ready.file().bytes());
    }

    @Test
    void delaysByAirportAreWhatTheFlightsSay(Client ann) {
        // When
        Download ready = made(ann, "delays-by-airport", "csv", Map.of());

        // Then
        assertIsExactly(ready, ann.fetch(ready, directory), SampleData.copy(DELAYS_BY_AIRPORT, "csv"));
    }

    @Test
    void pdfShowsEachAirportUnderTheHeaderOfItsPage(Client ann) throws IOException {
        // When
        Download ready = made(ann, "delays-by-airport", "pdf", Map.of());

        // Then
        List<String> pages = pages(ann.fetch(ready, directory));
        assertThat(pages).hasSizeGreaterThan(1).allSatisfy(page -> assertThat(page)
                .contains("Rank Code Airport City State Flights Mean delay (min)")
                .contains("Page " + (pages.indexOf(page) + 1) + " of " + pages.size()));
        assertThat(pages.get(0)).startsWith("Delays by airport");
        List<String> airports = pages.stream().flatMap(page -> AIRPORT_IN_PDF.matcher(page).results())
                .map(row -> "%s,%s,%s,%s,%s".formatted(row.group(1), row.group(2), row.group(3).replace(",", ""),
                        row.group(4), row.group(5)))
                .toList();
        assertThat(airports).hasSize((int) ready.file().rows()).isEqualTo(rows(SampleData.copy(
                "SELECT rank, code, flights, mean_delay, late_percent FROM (" + DELAYS_BY_AIRPORT + ")", "csv")));
    }

    @Test
    void theTinyFileHasItsHundredRows(Client ann) throws IOException {
        // When
        Download ready = made(ann, "tiny", "csv", Map.of());

        // Then
        List<String> lines = new ArrayList<>(List.of("number,text"));
        IntStream.range(0, 100).forEach(number -> lines.add(number + ",row " + number));
        assertThat(ann.fetch(ready, directory)).hasContent(String.join("\n", lines) + "\n");
    }

    private static Download made(Client client, String export, String format, Map<String, Object> parameters) {
        Download ready = ended(client, export, format, parameters);
        assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
        return ready;
    }

    private static Download ended(Client client, String export, String format, Map<String, Object> parameters) {
        try (Watch watch = client.watch()) {
            return watch.untilEnd(client.request(export, format, parameters).id());
        }
    }

    private static void assertIsExactly(Download ready, Path fetched, Path expected) {
        assertThat(fetched).hasSize(ready.file().bytes()).hasSameBinaryContentAs(expected);
        assertThat(SampleData.sha256(fetched)).isEqualTo(ready.file().sha256());
    }

    private static Path flights(String columns, String format) {
        return SampleData.copy("SELECT " + columns + " FROM flights WHERE " + LATE_FROM_LAS_IN_SQL, format);
    }

    private static List<String> rows(Path csv) throws IOException {
        return Files.readAllLines(csv).stream().skip(1).toList();
    }

    private static List<JsonNode> jsonLines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(Download.JSON.readTree(line));
        }
        return lines;
    }

    private static List<String> pages(Path pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            List<String> pages = new ArrayList<>();
            for (int page = 1; page <= document.getNumberOfPages(); page++) {
                PDFTextStripper text = new PDFTextStripper();
                // A long name takes two lines; the first one is the line of its row.
                text.setSortByPosition(true);
                text.setStartPage(page);
                text.setEndPage(page);
                pages.add(text.getText(document));
            }
            return pages;
        }
    }
}
