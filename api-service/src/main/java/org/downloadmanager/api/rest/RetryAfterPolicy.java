package org.downloadmanager.api.rest;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;

/** How long clients wait between polls: shorter the sooner a download may end, and while it is young. */
@Singleton
class RetryAfterPolicy {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int LOOKS = 10;

    private final Clock clock;

    RetryAfterPolicy(Clock clock) {
        this.clock = clock;
    }

    /** Empty when the download has ended. */
    Optional<Duration> untilNextLook(Download download) {
        Duration wait = download.progress().timeLeft()
                .orElseGet(() -> Duration.between(download.createdAt(), clock.instant()).dividedBy(LOOKS));
        Duration bounded = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        return download.isEnded() ? Optional.empty() : Optional.of(bounded);
    }
}
