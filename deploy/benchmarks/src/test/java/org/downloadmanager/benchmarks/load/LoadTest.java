package org.downloadmanager.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.downloadmanager.benchmarks.Results;
import org.downloadmanager.benchmarks.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final int USERS = 10;

    private final StandIn stack = new StandIn();
    private final VirtualUsers users = VirtualUsers.connect(stack, USERS);

    @AfterEach
    void close() {
        users.close();
        stack.close();
    }

    @Test
    void requestsDueDuringAStallAreMeasuredFromTheirDueTime() {
        // Given
        OpenLoop load = new OpenLoop(users, stack, "{}");
        stack.stallAt(50);

        // When
        Samples latencies = load.run(100, Duration.ofSeconds(1));

        // Then one request was late by the whole stall, and a quarter of all by a fifth at least: forty were due during it,
        // of which ten clients could send ten only.
        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.max()).isGreaterThan(StandIn.STALL.toMillis() * 0.99);
        assertThat(latencies.percentile(75)).isGreaterThan(StandIn.STALL.toMillis() * 0.2);
    }

    @Test
    void repeatedRequestsEachGetTheirFile() throws InterruptedException {
        // Given
        ClosedLoop load = new ClosedLoop(users, stack, "{}");
        Results results = new Results();

        // When
        load.measure(Duration.ofMillis(100), 2, Duration.ofMillis(200), results.at("all", "downloads/s"));

        // Then
        assertThat(results.rows("subject")).singleElement().satisfies(row -> {
            assertThat(row.count()).isEqualTo(2);
            assertThat(row.p50()).isPositive();
            assertThat(row.remarks()).noneMatch(remark -> remark.contains("failed"));
        });
    }
}
