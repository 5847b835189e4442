package org.downloadmanager.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadMessageTest {

    @ParameterizedTest
    @ValueSource(strings = { "{\"state\": \"PENDING\"}", "{\"state\": \"PENDING\", \"worker\": null}" })
    void onlyProcessingDownloadsNameAWorker(String message) {
        assertThat(DownloadMessage.parse(message).worker()).isEmpty();
    }
}
