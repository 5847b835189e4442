package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void aFullDiskIsReportedInOneSentence() {
        assertThatThrownBy(() -> DataDirectory.open(directory, Long.MAX_VALUE)).isInstanceOf(ClusterException.class)
                .hasMessageMatching("The disk of .* is too full: [0-9]+ MiB are free, [0-9]+ MiB are needed\\.");
    }

    @Test
    void anUnusableDirectoryIsReportedInOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data"))).isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("The data directory " + file.resolve("data") + " cannot be used: ");
    }

    @Test
    void theIdentitySecretIsGeneratedOnce() throws Exception {
        // Given
        String first;
        try (DataDirectory data = DataDirectory.open(directory)) {
            first = data.identitySecret();
        }

        // When
        String second;
        try (DataDirectory data = DataDirectory.open(directory)) {
            second = data.identitySecret();
        }

        // Then
        assertThat(second).isEqualTo(first).matches("[0-9a-f]{64}");
    }
}
