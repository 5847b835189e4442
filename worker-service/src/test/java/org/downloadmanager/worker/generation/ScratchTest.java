package org.downloadmanager.worker.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    @TempDir
    Path temporary;

    @Test
    void theScratchOfAKilledProcessIsRemoved() throws Exception {
        // Given
        Path left = Files.createDirectory(temporary.resolve("download-manager-1"));
        Files.createFile(left.resolve("owner"));
        Files.writeString(Files.createDirectory(left.resolve("duckdb-shop")).resolve("spilled"), "rows");

        // When
        Scratch.removeAbandoned(temporary);

        // Then
        assertThat(left).doesNotExist();
    }

    @Test
    void theScratchOfALiveProcessStays() throws Exception {
        // Given
        Scratch claimed = Scratch.claim(temporary);
        Path spilled = Files.writeString(claimed.path().resolve("spilled"), "rows");
        collectGarbage();

        // When
        Scratch.removeAbandoned(temporary);

        // Then
        assertThat(spilled).exists();
        Reference.reachabilityFence(claimed);
    }

    @Test
    void foreignFilesStay() throws Exception {
        // Given
        Path others = Files.createDirectory(temporary.resolve("download-manager-documents"));
        Path nobodys = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createFile(nobodys.resolve("owner"));

        // When
        Scratch.removeAbandoned(temporary);

        // Then
        assertThat(others).exists();
        assertThat(nobodys.resolve("owner")).exists();
    }

    @Test
    void scratchDirectoriesAreExclusive() throws Exception {
        assertThat(Scratch.claim(temporary).path()).isNotEqualTo(Scratch.claim(temporary).path());
    }

    /** Returns when unreachable objects have been cleaned up, which also closes files. */
    private static void collectGarbage() {
        for (int turn = 0; turn < 2; turn++) {
            AtomicBoolean cleaned = new AtomicBoolean();
            Cleaner.create().register(new Object(), () -> cleaned.set(true));
            await().until(() -> {
                System.gc();
                return cleaned.get();
            });
        }
    }
}
