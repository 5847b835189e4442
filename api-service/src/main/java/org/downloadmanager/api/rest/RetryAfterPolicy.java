package org.downloadmanager.api.rest;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;

/** How long clients wait between polls: shorter the sooner a download may end, and while it is young. */
@Singleton
class RetryAfterPolicy {

    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(10);
    private static final int LOOKS = 10;

    private final Clock clock;

    RetryAfterPolicy(Clock clock) {
        this.clock = clock;
    }

    /** Empty when the download has ended. */
    Optional<Duration> untilNextLook(Download download) {
        Duration wait = download.progress().timeLeft()
                .orElseGet(() -> Duration.between(download.createdAt(), clock.instant()).dividedBy(LOOKS));
        Duration bounded = wait.compareTo(MIN) < 0 ? MIN : wait.compareTo(MAX) > 0 ? MAX : wait;
        return download.isEnded() ? Optional.empty() : Optional.of(bounded);
    }
}
