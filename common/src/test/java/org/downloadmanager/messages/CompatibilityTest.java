package org.downloadmanager.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadFixtures;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadState;
import org.downloadmanager.downloads.DownloadState.Pending;
import org.downloadmanager.downloads.DownloadState.Processing;
import org.downloadmanager.downloads.DownloadState.Ready;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Lease;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.downloads.RetryState;
import org.downloadmanager.downloads.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * During a rolling update, and as long as stored documents live, versions read each other's documents. The files in {@code
 * released} were written by earlier versions: new ones are added, none is changed.
 */
class CompatibilityTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DownloadId ID = new DownloadId("5f0d3a52-8a44-4c4c-9a5f-0a6a8e6d1b01");
    private static final Owner OWNER = new Owner("9c9f2a53-5a0e-4f6d-8d3e-57a8f1f0a001");
    private static final Instant CREATED = Instant.parse("2026-11-22T10:15:30.123456Z");
    private static final Checkpoint CHECKPOINT = new Checkpoint(List.of(new Segment("1", 500), new Segment("2", 70)),
            "row 10");

    @Test
    void aCommandOfTheReleasedFormIsUnderstood() {
        assertThat(DownloadJson.read(released("pending"))).isEqualTo(new Download(ID, OWNER,
                new FileRequest("flights", "csv", Map.of("origin", "LAS", "minDelay", 15L, "scheduled", true)), CREATED,
                CREATED.plus(Duration.ofDays(1)),
                Optional.of(new DownloadId("5f0d3a52-8a44-4c4c-9a5f-0a6a8e6d1b00")), 1_795_342_530_123_456L, 1,
                Progress.NONE, new Pending(new RetryState(Optional.empty(), 1, 2))));
    }

    @Test
    void aRunningDownloadOfTheReleasedFormIsUnderstood() {
        assertThat(DownloadJson.read(released("processing"))).isEqualTo(processing());
    }

    @Test
    void theEndsOfTheReleasedFormAreUnderstood() {
        assertThat(DownloadJson.read(released("ready")).state()).isEqualTo(new Ready(DownloadFixtures.FILE));
        assertThat(DownloadJson.read(released("error")).failure()).contains(DownloadFixtures.FAILURE);
        assertThat(DownloadJson.read(released("cancelled")).state()).isEqualTo(new DownloadState.Cancelled());
    }

    @Test
    void anEventOfTheReleasedFormIsUnderstood() {
        // When
        DownloadEvent event = DownloadJson.readEvent(released("event"));

        // Then
        assertThat(event).isEqualTo(DownloadEvent.removal(DownloadJson.read(released("ready"))));
    }

    @Test
    void aDeadLetterOfTheReleasedFormIsUnderstood() {
        // When
        DeadLetter letter = DownloadJson.readDeadLetter(released("dead-letter"));

        // Then
        assertThat(letter).isEqualTo(new DeadLetter(processing(),
                new Failure("stalled", "The file could not be made: its generator stood still.")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "pending", "processing", "ready", "error", "cancelled", "event", "dead-letter" })
    void writtenDocumentsContainEveryFieldOfTheReleasedForm(String form) throws IOException {
        // Given
        JsonNode released = JSON.readTree(released(form));

        // When
        JsonNode now = JSON.readTree(writtenAgain(form, released(form)));

        // Then
        assertContains(form, released, now);
    }

    @ParameterizedTest
    @ValueSource(strings = { "pending", "processing", "ready", "error", "cancelled", "event", "dead-letter" })
    void unknownFieldsAnywhereAreIgnored(String form) throws IOException {
        // Given
        JsonNode later = JSON.readTree(released(form));
        addEverywhere(later);

        // When
        String understood = writtenAgain(form, later.toString());

        // Then
        assertThat(later.toString()).isNotEqualTo(released(form).strip()).contains("colour");
        assertThat(understood).isEqualTo(writtenAgain(form, released(form)));
    }

    @Test
    void anUnknownStateIsRefused() {
        assertThatThrownBy(() -> DownloadJson.read(released("pending").replace("PENDING", "PAUSED")))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("PAUSED");
    }

    private static Download processing() {
        return new Download(ID, OWNER, new FileRequest("flights", "csv", Map.of("origin", "LAS", "minDelay", 15L)),
                CREATED, CREATED.plus(Duration.ofDays(1)), Optional.empty(), 1_795_342_531_223_344L, 2,
                new Progress(120_000, OptionalLong.of(3_000_000), Optional.of(Duration.ofSeconds(11))),
                new Processing(new Lease("worker-1", OptionalLong.of(1_795_342_530_999_999L)),
                        new RetryState(Optional.of(CHECKPOINT), 0, 0)));
    }

    private static String writtenAgain(String form, String json) {
        return switch (form) {
            case "event" -> DownloadJson.writeEvent(DownloadJson.readEvent(json));
            case "dead-letter" -> DownloadJson.writeDeadLetter(DownloadJson.readDeadLetter(json));
            default -> DownloadJson.write(DownloadJson.read(json));
        };
    }

    private static void assertContains(String where, JsonNode less, JsonNode more) {
        if (less.isObject()) {
            less.properties().forEach(member -> {
                String path = where + "/" + member.getKey();
                assertThat(more.has(member.getKey())).as(path).isTrue();
                assertContains(path, member.getValue(), more.get(member.getKey()));
            });
        } else if (less.isArray()) {
            assertThat(more.size()).as(where).isEqualTo(less.size());
            for (int i = 0; i < less.size(); i++) {
                assertContains(where + "/" + i, less.get(i), more.get(i));
            }
        } else {
            assertThat(more).as(where).isEqualTo(less);
        }
    }

    /** Except the parameters, whose names belong to the catalog. */
    private static void addEverywhere(JsonNode node) {
        node.properties().stream().filter(member -> !member.getKey().equals("parameters"))
                .forEach(member -> addEverywhere(member.getValue()));
        if (node.isArray()) {
            node.forEach(CompatibilityTest::addEverywhere);
        }
        if (node instanceof ObjectNode object) {
            object.put("colour", "blue").putObject("shape").put("corners", 4);
        }
    }

    private static String released(String form) {
        try (InputStream file = CompatibilityTest.class.getResourceAsStream("released/" + form + ".json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
