package org.downloadmanager.worker.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    @TempDir
    Path temporary;

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
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
    void whatALivingProcessOwnsStays() throws Exception {
        // Given
        Path claimed = Scratch.claim(temporary);
        Files.writeString(claimed.resolve("spilled"), "rows");

        // When
        Scratch.removeAbandoned(temporary);

        // Then
        assertThat(claimed.resolve("spilled")).exists();
    }

    @Test
    void whatSomebodyElseKeepsThereStays() throws Exception {
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
    void twoNeverShareADirectory() throws Exception {
        assertThat(Scratch.claim(temporary)).isNotEqualTo(Scratch.claim(temporary));
    }
}
