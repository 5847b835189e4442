package org.downloadmanager.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.net.HostAndPort;

class OriginsTest {

    private final Origins origins = new Origins(allowing(List.of("https://reports.example.org")));

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "http://LOCALHOST:8080, localhost:8080",
        "http://files.example.org, files.example.org",
        "http://files.example.org, files.example.org:80",
        // Behind a proxy that terminates TLS, our own scheme is not the browser's.
        "https://files.example.org, files.example.org",
        "https://files.example.org, files.example.org:443",
        "http://[::1]:8080, [::1]:8080"
    })
    void aPageOfThisServiceMayAsk(String origin, String own) {
        assertThat(origins.allow(origin, authority(own))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example.org, files.example.org",
        "http://files.example.org.evil.org, files.example.org",
        "http://localhost:9090, localhost:8080",
        "http://localhost, localhost:8080",
        "http://files.example.org, files.example.org:443",
        "null, localhost:8080",
        "file://, localhost:8080",
        "'http://not a uri', localhost:8080",
        "'', localhost:8080"
    })
    void aPageFromElsewhereMayNot(String origin, String own) {
        assertThat(origins.allow(origin, authority(own))).isFalse();
    }

    @Test
    void aRequestWithoutOriginIsAllowed() {
        assertThat(origins.allow(null, authority("localhost:8080"))).isTrue();
    }

    @Test
    void onlyConfiguredOriginsAreAllowed() {
        assertThat(origins.allow("https://reports.example.org", authority("localhost:8080"))).isTrue();
        assertThat(origins.allow("http://reports.example.org", authority("localhost:8080"))).isFalse();
        assertThat(origins.allow("https://reports.example.org:8443", authority("localhost:8080"))).isFalse();
    }

    @Test
    void aRequestWithoutHostTrustsNoOrigin() {
        assertThat(origins.allow("http://localhost:8080", null)).isFalse();
    }

    private static HostAndPort authority(String text) {
        return HostAndPort.parseAuthority(text, -1);
    }

    private static IdentityConfig allowing(List<String> more) {
        return new IdentityConfig() {

            @Override
            public String secret() {
                return "";
            }

            @Override
            public Duration lifetime() {
                return Duration.ZERO;
            }

            @Override
            public Duration linkLifetime() {
                return Duration.ZERO;
            }

            @Override
            public Optional<List<String>> origins() {
                return Optional.of(more);
            }
        };
    }
}
