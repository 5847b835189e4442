package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.system.RedisQuestions.Segment;

/** The CSV of all flights, in the making: what a fault must not change. */
final class FlightsUnderWay implements AutoCloseable {

    private static final long A_FIFTH = 600_000;
    private static final int LONGEST_ROW = 64;
    private static final int DATE = "2001-01-01 00:01:00".length();

    private final Client client;
    private final Watch watch;
    private final RedisQuestions redis;
    private final Download running;

    /** Asks for it, and returns when a fifth of it is made. */
    FlightsUnderWay(Cluster cluster, Client client) {
        this.client = client;
        this.redis = new RedisQuestions(cluster.redis().uri());
        this.watch = client.watch();
        String id = client.request("flights", "csv", Map.of()).id();
        this.running = watch.until(id, message -> message.hasDone(A_FIFTH));
        assertThat(running.attempt()).isEqualTo(1);
    }

    String id() {
        return running.id();
    }

    /** The worker that made the first fifth. */
    String worker() {
        return running.worker();
    }

    /** What was recorded last; where the next worker has to begin. */
    List<Segment> checkpoint() {
        return redis.checkpoint(id());
    }

    /** Whether the rows on both sides of the checkpoint have the same date. */
    static boolean isInsideARunOfEqualDates(Segment checkpoint) throws IOException {
        try (RandomAccessFile flights = new RandomAccessFile(SampleData.allFlights().toFile(), "r")) {
            byte[] around = new byte[2 * LONGEST_ROW];
            flights.seek(checkpoint.length() - LONGEST_ROW);
            flights.readFully(around);
            String before = new String(around, 0, LONGEST_ROW - 1, StandardCharsets.US_ASCII);
            String dateBefore = before.substring(before.lastIndexOf('\n') + 1).substring(0, DATE);
            String dateAfter = new String(around, LONGEST_ROW, DATE, StandardCharsets.US_ASCII);
            return dateAfter.equals(dateBefore);
        }
    }

    /** Returns the first news of the second attempt. */
    Download untilTakenUpAgain() {
        return watch.until(id(), message -> message.isProcessing() && message.attempt() == 2);
    }

    /** Returns the last checkpoint as soon as the second attempt has added to the first one's. */
    List<Segment> untilContinued() {
        return await("a checkpoint of the second attempt").atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50)).until(this::checkpoint, segments -> segments.size() > 1);
    }

    /** Returns when the file is ready and has turned out to be what it would have been without any fault. */
    Download assertCompletesUnharmed(Path directory) {
        Download ready = watch.untilEnd(id());
        assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
        assertThat(client.fetch(ready, directory)).hasSize(ready.file().bytes())
                .hasSameBinaryContentAs(SampleData.allFlights());
        assertThat(ready.file().sha256()).isEqualTo(SampleData.sha256(SampleData.allFlights()));
        return ready;
    }

    @Override
    public void close() {
        watch.close();
        redis.close();
    }
}
