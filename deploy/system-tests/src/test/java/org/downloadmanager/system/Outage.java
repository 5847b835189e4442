package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.downloadmanager.local.ManagedProcess;

/** SIGKILL of a server and its restart; closing this waits until it is ready again. */
final class Outage implements AutoCloseable {

    private static final Duration LEEWAY = Duration.ofSeconds(10);

    private final ManagedProcess part;
    private final Duration length;
    private final long start;
    private final long pid;

    private Outage(ManagedProcess part, Duration length) {
        this.part = part;
        this.length = length;
        this.pid = part.pid().orElseThrow();
        part.kill();
        this.start = System.nanoTime();
    }

    static Outage of(ManagedProcess part, Duration length) {
        return new Outage(part, length);
    }

    /** An outage that lasts until it is closed. */
    static Outage of(ManagedProcess part) {
        return of(part, Duration.ZERO);
    }

    void assertGoesOn() {
        assertThat(part.isAlive()).as("whether %s is alive", part).isFalse();
    }

    @Override
    public void close() {
        await("the end of the outage").atMost(length.plus(LEEWAY))
                .until(() -> System.nanoTime() - start >= length.toNanos());
        assertGoesOn();
        part.start();
        assertThat(part.pid().orElseThrow()).as("the process of %s", part).isNotEqualTo(pid);
    }
}
