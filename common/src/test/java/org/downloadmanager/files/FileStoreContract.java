package org.downloadmanager.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every file store. */
abstract class FileStoreContract {

    static final Instant DEADLINE = Instant.parse("2026-01-02T00:00:00Z");
    static final Instant EXPIRY = Instant.parse("2026-01-03T10:30:00Z");
    static final long LIMIT = 32 << 20;

    final DownloadId id = DownloadId.random();
    FileStore store;

    /** A new store without files, with that maximum size of a file. */
    abstract FileStore emptyStore(long maximumSize) throws Exception;

    @BeforeEach
    void makeStore() throws Exception {
        store = emptyStore(LIMIT);
    }

    @Test
    void anUninterruptedAttemptPublishesWhatItWrote() throws Exception {
        // Given
        byte[] bytes = randomBytes(3_000_000);
        Draft draft = begin(1);
        draft.output().write(bytes, 0, 7);
        draft.output().write(bytes, 7, bytes.length - 8);
        draft.output().write(bytes[bytes.length - 1]);

        // When
        StoredFile file = draft.publish("größe.csv", "text/csv", 42, EXPIRY);

        // Then
        assertThat(content(file)).isEqualTo(bytes);
        assertThat(file.bytes()).isEqualTo(bytes.length);
        assertThat(file.sha256()).isEqualTo(sha256(bytes));
        assertThat(file.name()).isEqualTo("größe.csv");
        assertThat(file.contentType()).isEqualTo("text/csv");
        assertThat(file.rows()).isEqualTo(42);
    }

    @Test
    void anEmptyFileCanBePublished() throws Exception {
        // When
        StoredFile file = begin(1).publish("empty.csv", "text/csv", 0, EXPIRY);

        // Then
        assertThat(content(file)).isEmpty();
        assertThat(file.sha256()).isEqualTo(sha256(new byte[0]));
    }

    @Test
    void checkpointsDoNotChangeTheFile() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "one,");
        Checkpoint first = draft.checkpoint("after one");
        write(draft, "two,");
        Checkpoint second = draft.checkpoint("after two");
        write(draft, "three");

        // When
        StoredFile file = publish(draft);

        // Then
        assertThat(text(file)).isEqualTo("one,two,three");
        assertThat(first.token()).isEqualTo("after one");
        assertThat(second.token()).isEqualTo("after two");
    }

    @Test
    void theNextAttemptGoesOnFromTheCheckpoint() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept,");
        Checkpoint checkpoint = first.checkpoint("token");
        write(first, "lost with its worker");

        // When
        Draft second = resume(2, checkpoint);
        write(second, "added");
        StoredFile file = publish(second);

        // Then
        assertThat(second.resumedFrom()).contains(checkpoint);
        assertThat(text(file)).isEqualTo("kept,added");
        assertThat(file.bytes()).isEqualTo(10);
        assertThat(file.sha256()).isEqualTo(sha256("kept,added".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void manyAttemptsMakeOneFile() throws Exception {
        // Given
        StringBuilder expected = new StringBuilder();
        Optional<Checkpoint> checkpoint = Optional.empty();
        for (int epoch = 1; epoch <= 10; epoch++) {
            Draft draft = store.draft(id, epoch, DEADLINE, checkpoint);
            write(draft, "attempt " + epoch + "\n");
            expected.append("attempt ").append(epoch).append('\n');
            checkpoint = Optional.of(draft.checkpoint(Integer.toString(epoch)));
            write(draft, "nobody has recorded this\n");
            draft.close();
        }

        // When
        StoredFile file = publish(resume(11, checkpoint.orElseThrow()));

        // Then
        assertThat(text(file)).isEqualTo(expected.toString());
    }

    @Test
    void aCrashAfterPublishingLosesNothing() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept,");
        Checkpoint checkpoint = first.checkpoint("token");
        write(first, "repeated");
        publish(first);

        // When
        Draft second = resume(2, checkpoint);
        write(second, "repeated");
        StoredFile file = publish(second);

        // Then
        assertThat(second.resumedFrom()).contains(checkpoint);
        assertThat(text(file)).isEqualTo("kept,repeated");
    }

    @Test
    void aThawedAttemptCannotTouchTheFileOfItsSuccessor() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "kept,");
        Checkpoint checkpoint = frozen.checkpoint("token");
        Draft successor = resume(2, checkpoint);
        write(successor, "right");

        // When
        write(frozen, "wrong");
        StoredFile file = publish(successor);
        Optional<StoredFile> late = publishUnlessRefused(frozen);

        // Then
        assertThat(text(file)).isEqualTo("kept,right");
        assertThat(late.map(StoredFile::location)).isNotEqualTo(Optional.of(file.location()));
    }

    @Test
    void publishingAThawedAttemptKeepsItsSuccessor() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "kept,");
        Checkpoint checkpoint = frozen.checkpoint("token");
        Draft successor = resume(2, checkpoint);
        write(successor, "right");

        // When
        deleteIfPresent(publishUnlessRefused(frozen));
        StoredFile file = publish(successor);

        // Then
        assertThat(text(file)).isEqualTo("kept,right");
    }

    @Test
    void aLatePublicationKeepsTheSuccessor() throws Exception {
        // Given
        byte[] bytes = randomBytes(20_000_000);
        Draft late = begin(1);
        late.output().write(bytes, 0, 9_000_000);
        Checkpoint checkpoint = late.checkpoint("token");
        StoredFile unwanted = publish(late);
        Draft successor = resume(2, checkpoint);

        // When
        store.delete(unwanted);
        successor.output().write(bytes, 9_000_000, 11_000_000);
        StoredFile file = publish(successor);

        // Then
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
    }

    @Test
    void aThawedAttemptNeverAffectsItsSuccessor() throws Exception {
        // Given
        byte[] bytes = randomBytes(28_000_000);
        Draft frozen = begin(1);
        frozen.output().write(bytes, 0, 9_000_000);
        Draft successor = resume(2, frozen.checkpoint("token"));
        successor.output().write(bytes, 9_000_000, 1_000_000);

        // When
        try {
            frozen.output().write(new byte[18_000_000]);
            frozen.checkpoint("late");
        } catch (IOException refused) {
            // Should have no effect.
        }
        deleteIfPresent(publishUnlessRefused(frozen));
        frozen.discard();
        frozen.close();
        successor.output().write(bytes, 10_000_000, 18_000_000);
        StoredFile file = publish(successor);

        // Then
        assertThat(successor.resumedFrom()).isPresent();
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
        assertThat(file.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void manyAttemptsMakeOneLargeFile() throws Exception {
        // Given
        byte[] bytes = randomBytes(28_000_000);
        Optional<Checkpoint> checkpoint = Optional.empty();
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (Draft draft = store.draft(id, epoch, DEADLINE, checkpoint)) {
                draft.output().write(bytes, (epoch - 1) * 9_000_000, 9_000_000);
                checkpoint = Optional.of(draft.checkpoint("token"));
                write(draft, "nobody has recorded this");
            }
        }
        Draft last = resume(4, checkpoint.orElseThrow());
        last.output().write(bytes, 27_000_000, 1_000_000);

        // When
        StoredFile file = publish(last);

        // Then
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
        assertThat(file.bytes()).isEqualTo(bytes.length);
        assertThat(file.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void discardingAThawedAttemptKeepsItsSuccessor() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "kept,");
        Checkpoint checkpoint = frozen.checkpoint("token");
        Draft successor = resume(2, checkpoint);
        write(successor, "right");

        // When
        frozen.discard();
        StoredFile file = publish(successor);

        // Then
        assertThat(text(file)).isEqualTo("kept,right");
    }

    @Test
    void aCheckpointOfADiscardedDraftIsNotResumed() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "gone");
        Checkpoint checkpoint = first.checkpoint("token");
        first.discard();

        // When
        Draft second = resume(2, checkpoint);
        write(second, "from nothing");

        // Then
        assertThat(second.resumedFrom()).isEmpty();
        assertThat(text(publish(second))).isEqualTo("from nothing");
    }

    @Test
    void aCheckpointWithUnknownSegmentsIsNotResumed() throws Exception {
        for (String name : List.of("nonsense", "", "../../1", "20260102T000000Z/../1", "20260102T000000Z/1", "1",
                "\0")) {
            // When
            Draft draft = store.draft(DownloadId.random(), 1, DEADLINE,
                    Optional.of(new Checkpoint(List.of(new Segment(name, 1)), "token")));

            // Then
            assertThat(draft.resumedFrom()).as(name).isEmpty();
        }
    }

    @Test
    void discardingADraftLeavesThePublishedFile() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "published");
        StoredFile file = publish(draft);

        // When
        draft.discard();

        // Then
        assertThat(text(file)).isEqualTo("published");
    }

    @Test
    void aClosedDraftIsKeptButNotWrittenTo() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept");
        Checkpoint checkpoint = first.checkpoint("token");

        // When
        first.close();

        // Then
        assertThatThrownBy(() -> write(first, "more")).isInstanceOf(IOException.class);
        assertThat(resume(2, checkpoint).resumedFrom()).contains(checkpoint);
    }

    @Test
    void aDraftCanBePublishedAfterItsOutputWasClosed() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "all");

        // When
        draft.output().close();

        // Then
        assertThatThrownBy(() -> write(draft, "more")).isInstanceOf(IOException.class);
        assertThat(text(publish(draft))).isEqualTo("all");
    }

    @Test
    void aFileBeyondTheSizeLimitIsRefused() throws Exception {
        // Given
        FileStore small = emptyStore(10);
        Draft first = small.draft(id, 1, DEADLINE, Optional.empty());
        write(first, "123456");
        Draft second = small.draft(id, 2, DEADLINE, Optional.of(first.checkpoint("token")));

        // When
        write(second, "7890");

        // Then
        assertThatThrownBy(() -> write(second, "1")).isInstanceOf(StorageFullException.class)
                .hasMessageContaining("10 bytes");
        assertThat(publish(second).bytes()).isEqualTo(10);
    }

    @Test
    void deletingIsIdempotent() throws Exception {
        // Given
        StoredFile deleted = publish(begin(1));
        StoredFile other = publish(store.draft(DownloadId.random(), 1, DEADLINE, Optional.empty()));
        store.delete(deleted);

        // When
        store.delete(deleted);

        // Then
        assertThat(store.open(deleted)).isEmpty();
        assertThat(store.open(other)).isPresent();
    }

    @Test
    void aMalformedLocationIsNotFound() throws Exception {
        for (String location : List.of("", "/etc/hostname", "../outside", "files", "\0")) {
            // Given
            StoredFile file = new StoredFile(location, "x", "text/plain", 1, 1, "");

            // When
            store.delete(file);

            // Then
            assertThat(store.open(file)).as(location).isEmpty();
        }
    }

    @Test
    void filesAreRemovedAtTheirExpiryAndNotBefore() throws Exception {
        // Given
        StoredFile early = publish(begin(1));
        StoredFile late = store.draft(DownloadId.random(), 1, EXPIRY.plusSeconds(1000), Optional.empty())
                .publish("late.csv", "text/csv", 0, EXPIRY.plusMillis(1));

        // When
        store.removeExpired(EXPIRY);

        // Then
        assertThat(store.open(early)).isEmpty();
        assertThat(store.open(late)).isPresent();
    }

    @Test
    void draftsAreRemovedAtTheirExpiryAndNotBefore() throws Exception {
        // Given
        Draft early = begin(1);
        write(early, "early");
        Checkpoint dead = early.checkpoint("token");
        DownloadId other = DownloadId.random();
        Draft late = store.draft(other, 1, DEADLINE.plusSeconds(1), Optional.empty());
        write(late, "late");
        Checkpoint living = late.checkpoint("token");

        // When
        int removed = store.removeExpired(DEADLINE);
        int removedAgain = store.removeExpired(DEADLINE);

        // Then
        assertThat(removed).isEqualTo(1);
        assertThat(removedAgain).isZero();
        assertThat(resume(2, dead).resumedFrom()).isEmpty();
        assertThat(store.draft(other, 2, DEADLINE.plusSeconds(1), Optional.of(living)).resumedFrom()).contains(living);
    }

    @Test
    void aCheckpointIsFoundUnderAnotherExpiry() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept,");
        Checkpoint checkpoint = first.checkpoint("token");

        // When
        Draft second = store.draft(id, 2, DEADLINE.plusSeconds(3600), Optional.of(checkpoint));
        write(second, "added");

        // Then
        assertThat(text(publish(second))).isEqualTo("kept,added");
    }

    @Test
    void theRenderingIsPublishedAndNotItsSpool() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "rows");
        Rendering rendering = draft.rendering();

        // When
        String material = read(rendering);
        rendering.output().write("the file".getBytes(StandardCharsets.UTF_8));
        StoredFile file = publish(draft);

        // Then
        assertThat(material).isEqualTo("rows");
        assertThat(text(file)).isEqualTo("the file");
        assertThat(file.bytes()).isEqualTo(8);
        assertThat(file.sha256()).isEqualTo(sha256("the file".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEmptySpoolCanBeRendered() throws Exception {
        // Given
        Draft draft = begin(1);

        // When
        String material = read(draft.rendering());

        // Then
        assertThat(material).isEmpty();
        assertThat(text(publish(draft))).isEmpty();
    }

    @Test
    void theSegmentsOfManyAttemptsAreReadAsOneSpool() throws Exception {
        // Given
        byte[] expected = randomBytes(1_000_000);
        Optional<Checkpoint> checkpoint = Optional.empty();
        for (int epoch = 1; epoch <= 4; epoch++) {
            try (Draft draft = store.draft(id, epoch, DEADLINE, checkpoint)) {
                draft.output().write(expected, (epoch - 1) * 200_000, 200_000);
                checkpoint = Optional.of(draft.checkpoint("token"));
                write(draft, "nobody has recorded this");
            }
        }
        Draft last = resume(5, checkpoint.orElseThrow());
        last.output().write(expected, 800_000, 200_000);

        // When
        byte[] material;
        try (InputStream in = last.rendering().spool()) {
            material = in.readAllBytes();
        }

        // Then
        assertThat(material).isEqualTo(expected);
    }

    @Test
    void theNextAttemptRendersTheSameSpool() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "rows");
        Checkpoint collected = first.checkpoint("collected");
        Rendering lost = first.rendering();
        lost.output().write(1);
        Checkpoint rendered = first.checkpoint("collected");
        first.close();

        // When
        Draft second = resume(2, rendered);
        Rendering rendering = second.rendering();
        String material = read(rendering);
        rendering.output().write('x');

        // Then
        assertThat(rendered).isEqualTo(collected);
        assertThat(second.resumedFrom()).contains(rendered);
        assertThat(material).isEqualTo("rows");
        assertThat(text(publish(second))).isEqualTo("x");
    }

    @Test
    void theSpoolOfARenderingIsFinal() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "rows");

        // When
        Rendering rendering = draft.rendering();

        // Then
        assertThatThrownBy(() -> write(draft, "more")).isInstanceOf(IOException.class);
        assertThat(read(rendering)).isEqualTo("rows");
    }

    @Test
    void aThawedAttemptCannotTouchTheSpoolOfItsSuccessor() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "rows,");
        Draft successor = resume(2, frozen.checkpoint("token"));
        write(successor, "right");

        // When
        write(frozen, "wrong");
        Rendering of = frozen.rendering();
        of.output().write('!');

        // Then
        assertThat(read(successor.rendering())).isEqualTo("rows,right");
        assertThat(text(publish(successor))).isEmpty();
    }

    @Test
    void aRenderingBeyondTheSizeLimitIsRefused() throws Exception {
        // Given
        FileStore small = emptyStore(10);
        Draft draft = small.draft(id, 1, DEADLINE, Optional.empty());
        write(draft, "1234567890");
        Rendering rendering = draft.rendering();

        // When
        rendering.output().write(randomBytes(10));

        // Then
        assertThatThrownBy(() -> rendering.output().write(1)).isInstanceOf(StorageFullException.class)
                .hasMessageContaining("10 bytes");
        assertThat(publish(draft).bytes()).isEqualTo(10);
    }

    @Test
    void discardingARenderingLeavesThePublishedFile() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "rows");
        Checkpoint checkpoint = draft.checkpoint("token");
        draft.rendering().output().write('x');
        StoredFile file = publish(draft);

        // When
        draft.discard();

        // Then
        assertThat(text(file)).isEqualTo("x");
        assertThat(resume(2, checkpoint).resumedFrom()).isEmpty();
    }

    static String read(Rendering rendering) throws IOException {
        try (InputStream material = rendering.spool()) {
            return new String(material.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Draft begin(long epoch) throws IOException {
        return store.draft(id, epoch, DEADLINE, Optional.empty());
    }

    Draft resume(long epoch, Checkpoint checkpoint) throws IOException {
        return store.draft(id, epoch, DEADLINE, Optional.of(checkpoint));
    }

    static void write(Draft draft, String text) throws IOException {
        draft.output().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static StoredFile publish(Draft draft) throws IOException {
        return draft.publish("file.csv", "text/csv", 1, EXPIRY);
    }

    /** A store may refuse the publication of a superseded attempt, or store it at a location that no download has. */
    static Optional<StoredFile> publishUnlessRefused(Draft givenUp) {
        try {
            return Optional.of(publish(givenUp));
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    void deleteIfPresent(Optional<StoredFile> file) throws IOException {
        if (file.isPresent()) {
            store.delete(file.get());
        }
    }

    String text(StoredFile file) throws IOException {
        return new String(content(file), StandardCharsets.UTF_8);
    }

    byte[] content(StoredFile file) throws IOException {
        FileContent content = store.open(file).orElseThrow();
        if (content instanceof FileContent.Local local) {
            return Files.readAllBytes(local.path());
        }
        try (InputStream in = ((FileContent.Remote) content).address().toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
