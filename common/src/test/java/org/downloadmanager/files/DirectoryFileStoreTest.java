package org.downloadmanager.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFileStoreTest extends FileStoreContract {

    private static final long RESERVE = 1000;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path home;

    private final AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong looks = new AtomicLong();
    private Path directory;

    @Override
    FileStore emptyStore(long maximumSize) throws IOException {
        directory = Files.createTempDirectory(home, "store").toRealPath();
        return openStore(maximumSize);
    }

    @Test
    void aCheckpointIsDurableWhenItReturns() throws Exception {
        // Given
        Draft draft = begin(7);
        write(draft, "12345");
        draft.checkpoint("earlier");
        write(draft, "678");

        // When
        Checkpoint checkpoint = draft.checkpoint("token");

        // Then
        assertThat(checkpoint.segments()).hasSize(1);
        assertThat(checkpoint.segments().get(0).length()).isEqualTo(8);
        assertThat(segment(7)).hasContent("12345678");
    }

    @Test
    void aSegmentShorterThanRecordedIsNotResumed() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "12345");
        Checkpoint checkpoint = first.checkpoint("token");
        Files.writeString(segment(1), "1234");

        // When
        Draft second = resume(2, checkpoint);

        // Then
        assertThat(second.resumedFrom()).isEmpty();
    }

    @Test
    void aSegmentThatIsALinkIsNotResumed() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "12345");
        Checkpoint checkpoint = first.checkpoint("token");
        Files.move(segment(1), home.resolve("elsewhere"));
        Files.createSymbolicLink(segment(1), home.resolve("elsewhere"));

        // When
        Draft second = resume(2, checkpoint);

        // Then
        assertThat(second.resumedFrom()).isEmpty();
    }

    @Test
    void aSegmentThatShrinksAfterItWasResumedFailsThePublication() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "12345");
        Draft second = resume(2, first.checkpoint("token"));
        Files.writeString(segment(1), "1234");

        // When, Then
        assertThatThrownBy(() -> publish(second)).isInstanceOf(IOException.class);
        assertThat(filesBelow("files")).isEmpty();
    }

    @Test
    void aSpoolThatShrinksAfterResumingFailsTheRendering() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "12345");
        Draft second = resume(2, first.checkpoint("token"));
        Files.writeString(segment(1), "1234");

        // When, Then
        assertThatThrownBy(() -> read(second.rendering())).isInstanceOf(IOException.class)
                .hasMessageContaining("lacks 1 bytes");
    }

    @Test
    void anUnpublishedRenderingTakesNoSpace() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "rows");
        draft.checkpoint("token");
        draft.rendering().output().write('x');

        // When
        draft.close();

        // Then
        assertThat(segment(1)).hasContent("rows");
        assertThat(segment(1).getParent()).isDirectoryNotContaining(file -> !file.equals(segment(1)));
    }

    @Test
    void aRenderingLeavesTheReserveFree() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "rows");
        Rendering rendering = draft.rendering();
        usable.set(RESERVE);

        // When, Then
        assertThatThrownBy(() -> rendering.output().write('x')).isInstanceOf(StorageFullException.class);
    }

    @Test
    void noTwoAttemptsWriteUnderOneEpoch() throws Exception {
        // Given
        write(begin(1), "first");

        // When, Then
        assertThatThrownBy(() -> begin(1)).isInstanceOf(IOException.class);
        assertThat(segment(1)).hasContent("first");
    }

    @Test
    void anAttemptWritesToItsOwnSegmentOnly() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "first");
        Draft second = resume(2, first.checkpoint("token"));

        // When
        write(first, ", thawed");
        write(second, "second");

        // Then
        assertThat(segment(1)).hasContent("first, thawed");
        assertThat(segment(2)).hasContent("second");
    }

    @Test
    void aJoinedFileIsInvisibleUntilPublished() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept");
        Checkpoint checkpoint = first.checkpoint("token");
        Draft killed = resume(2, checkpoint);
        // A file in place of the directory: the attempt ends between the join and the move.
        Files.writeString(directory.resolve("files"), "");

        // When
        assertThatThrownBy(() -> publish(killed)).isInstanceOf(IOException.class);
        Files.delete(directory.resolve("files"));

        // Then
        assertThat(segment(2).resolveSibling("2.whole")).hasContent("kept");
        assertThat(filesBelow("files")).isEmpty();
        assertThat(text(publish(resume(3, checkpoint)))).isEqualTo("kept");
    }

    @Test
    void anUninterruptedAttemptIsPublishedWithoutACopy() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "whole");
        Object written = Files.getAttribute(segment(1), "unix:ino");

        // When
        StoredFile file = publish(draft);

        // Then
        assertThat(Files.getAttribute(directory.resolve(file.location()), "unix:ino")).isEqualTo(written);
    }

    @Test
    void aDiscardedDraftLeavesNothingBehind() throws Exception {
        // Given
        Draft first = store.draft(id, 1, DEADLINE, Optional.empty());
        write(first, "first");
        Draft second = store.draft(id, 2, DEADLINE.plusSeconds(5), Optional.of(first.checkpoint("token")));
        write(second, "second");
        publish(second);

        // When
        second.discard();

        // Then
        assertThat(filesBelow("drafts")).isEmpty();
        assertThat(filesBelow("files")).hasSize(1);
    }

    @Test
    void anInterruptedGeneratorStillReachesItsCheckpoint() throws Exception {
        // Given
        Draft draft = begin(1);
        Thread.currentThread().interrupt();

        // When
        write(draft, "kept");
        Checkpoint checkpoint = draft.checkpoint("token");
        boolean interrupted = Thread.interrupted();

        // Then
        assertThat(interrupted).isTrue();
        assertThat(resume(2, checkpoint).resumedFrom()).contains(checkpoint);
    }

    @Test
    void theReserveStaysFree() throws Exception {
        // Given
        Draft draft = begin(1);
        usable.set(RESERVE + 4);
        write(draft, "1234");
        usable.set(RESERVE);

        // When, Then
        assertThatThrownBy(() -> write(draft, "5")).isInstanceOf(StorageFullException.class)
                .hasMessageContaining("1000 bytes");
        assertThat(segment(1)).hasContent("1234");
    }

    @Test
    void anAttemptResumesAfterTheStoreHasSpaceAgain() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept,");
        usable.set(RESERVE);
        assertThatThrownBy(() -> first.output().write(new byte[(int) (5 * MEBIBYTE)]))
                .isInstanceOf(StorageFullException.class);
        Checkpoint checkpoint = first.checkpoint("token");
        usable.set(Long.MAX_VALUE);

        // When
        Draft second = resume(2, checkpoint);
        write(second, "added");

        // Then
        assertThat(text(publish(second))).isEqualTo("kept,added");
    }

    @Test
    void joiningLeavesTheReserveFree() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "12345");
        Draft second = resume(2, first.checkpoint("token"));
        usable.set(RESERVE + 4);

        // When, Then
        assertThatThrownBy(() -> publish(second)).isInstanceOf(StorageFullException.class);
        assertThat(filesBelow("files")).isEmpty();
    }

    @Test
    void freeSpaceIsNotCheckedOnEveryWrite() throws Exception {
        // Given
        OutputStream output = begin(1).output();

        // When
        for (int write = 0; write < 9 * 1024; write++) {
            output.write(new byte[1024]);
        }

        // Then
        assertThat(looks).hasValue(3);
    }

    @Test
    void aSymbolicLinkInTheStoreIsNotFollowed() throws Exception {
        // Given
        StoredFile file = publish(begin(1));
        Path path = directory.resolve(file.location());
        Path outside = home.resolve("outside");
        Files.move(path.getParent(), outside);
        Files.createSymbolicLink(path.getParent(), outside);

        // When
        Optional<FileContent> content = store.open(file);
        store.delete(file);
        store.removeExpired(EXPIRY);

        // Then
        assertThat(content).isEmpty();
        assertThat(outside.resolve(path.getFileName())).exists();
        assertThat(path.getParent()).doesNotExist();
    }

    @Test
    void aLocationOutsideTheStoreIsNotFound() throws Exception {
        // Given
        Path outside = Files.writeString(home.resolve("outside"), "secret");
        String name = outside.getFileName().toString();
        for (String location : List.of("../" + name, outside.toString(), "files/../../" + name,
                "files/20260103T103000Z/" + id + ".1/../../../" + name, "drafts/20260102T000000Z/" + id + "/1")) {
            StoredFile file = new StoredFile(location, "x", "text/plain", 6, 1, "");

            // When
            Optional<FileContent> content = store.open(file);
            store.delete(file);

            // Then
            assertThat(content).as(location).isEmpty();
        }
        assertThat(outside).hasContent("secret");
    }

    @Test
    void aFileOfAnotherLengthThanRecordedIsNotOffered() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "12345");
        StoredFile file = publish(draft);

        // When
        Files.writeString(directory.resolve(file.location()), "1234");

        // Then
        assertThat(store.open(file)).isEmpty();
    }

    @Test
    void foreignFilesDoNotExpire() throws Exception {
        // Given
        for (String stranger : List.of("lost+found", ".nfs0001", "20260101", "20260101T000000Z.bak")) {
            Files.createDirectories(directory.resolve("files").resolve(stranger).resolve("kept"));
        }

        // When
        int removed = store.removeExpired(Instant.parse("2100-01-01T00:00:00Z"));

        // Then
        assertThat(removed).isZero();
        assertThat(filesBelow("files")).hasSize(4);
    }

    @Test
    void concurrentCleanersRemoveEachFileOnce() throws Exception {
        // Given
        for (int i = 0; i < 200; i++) {
            publish(store.draft(DownloadId.random(), 1, EXPIRY.plusSeconds(9), Optional.empty()));
        }
        List<Callable<Integer>> removers = IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(i -> () -> openStore(LIMIT).removeExpired(EXPIRY)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // When
        int removed = 0;
        for (Future<Integer> each : threads.invokeAll(removers)) {
            removed += each.get();
        }
        threads.shutdown();

        // Then
        assertThat(removed).isEqualTo(200);
        assertThat(filesBelow("files")).isEmpty();
        assertThat(filesBelow("drafts")).hasSize(200);
    }

    @Test
    void filesAreVisibleToOtherProcesses() throws Exception {
        // Given
        Draft first = begin(1);
        write(first, "kept,");
        Checkpoint checkpoint = first.checkpoint("token");

        // When
        Draft second = openStore(LIMIT).draft(id, 2, DEADLINE, Optional.of(checkpoint));
        write(second, "added");
        StoredFile file = publish(second);

        // Then
        assertThat(text(file)).isEqualTo("kept,added");
    }

    @Test
    void theDirectoryMayBeALink() throws Exception {
        // Given
        Path target = Files.createDirectory(home.resolve("target"));
        directory = Files.createSymbolicLink(home.resolve("link"), target);
        store = openStore(LIMIT);

        // When
        StoredFile file = publish(begin(1));

        // Then
        assertThat(store.open(file)).isPresent();
        assertThat(target.resolve(file.location())).exists();
    }

    private DirectoryFileStore openStore(long maximumSize) throws IOException {
        return new DirectoryFileStore(new TestStore(Optional.of(directory), RESERVE, maximumSize), () -> {
            looks.incrementAndGet();
            return usable.get();
        });
    }

    private Path segment(long epoch) {
        return directory.resolve("drafts/20260102T000000Z").resolve(id.value()).resolve(Long.toString(epoch));
    }

    /** The innermost names: files and empty directories, without those of an expiry. */
    private List<Path> filesBelow(String kind) throws IOException {
        Path top = directory.resolve(kind);
        if (Files.notExists(top)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.filter(path -> path.getNameCount() > top.getNameCount() + 1)
                    .filter(path -> !Files.isDirectory(path) || path.toFile().list().length == 0)
                    .toList();
        }
    }
}
