package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void everyOptionHasADefault() throws Exception {
        // When
        Options options = Options.parse(List.of());

        // Then
        assertThat(options.api()).isEqualTo(2);
        assertThat(options.workers()).isEqualTo(2);
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.data()).isEqualTo(Path.of(System.getProperty("user.home"), ".download-manager"));
        assertThat(options.catalog()).isEmpty();
        assertThat(options.serversOnly()).isFalse();
        assertThat(options.help()).isFalse();
    }

    @Test
    void everyOptionCanBeGiven() throws Exception {
        // When
        Options options = Options.parse(List.of("--api", "3", "--workers", "4", "--port", "0", "--data", "some/where",
                "--catalog", "my.yaml", "--servers-only"));

        // Then
        assertThat(options.api()).isEqualTo(3);
        assertThat(options.workers()).isEqualTo(4);
        assertThat(options.port()).isZero();
        assertThat(options.data()).isEqualTo(Path.of("some/where"));
        assertThat(options.catalog()).contains(Path.of("my.yaml"));
        assertThat(options.serversOnly()).isTrue();
    }

    @Test
    void aMistakeIsReportedInOneSentence() {
        assertThatThrownBy(() -> Options.parse(List.of("--ports", "1"))).isInstanceOf(Options.UsageException.class)
                .hasMessage("There is no option --ports.");
        assertThatThrownBy(() -> Options.parse(List.of("--port"))).isInstanceOf(Options.UsageException.class)
                .hasMessage("--port needs a value.");
        assertThatThrownBy(() -> Options.parse(List.of("--api", "two"))).isInstanceOf(Options.UsageException.class)
                .hasMessage("--api needs a number from 0 to 100, not two.");
        assertThatThrownBy(() -> Options.parse(List.of("--port", "65536"))).isInstanceOf(Options.UsageException.class)
                .hasMessage("--port needs a number from 0 to 65535, not 65536.");
    }
}
