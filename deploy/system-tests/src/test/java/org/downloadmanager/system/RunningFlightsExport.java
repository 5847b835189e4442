package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.KafkaBroker;
import org.downloadmanager.system.EventHistory.Snapshot;
import org.downloadmanager.system.RedisInspector.Segment;

/** A running CSV export of all flights, which no fault may change. */
final class RunningFlightsExport implements AutoCloseable {

    private static final long A_FIFTH = 600_000;
    private static final int MAX_ROW = 64;
    private static final int DATE = "2001-01-01 00:01:00".length();

    private final Client client;
    private final Watch watch;
    private final KafkaBroker kafka;
    private final Download running;
    private final SeekableByteChannel firstSegment;

    /** Requests the export, and returns when a fifth of it is written. */
    RunningFlightsExport(Cluster cluster, Client client) throws IOException {
        this.client = client;
        this.kafka = cluster.kafka();
        this.watch = client.watch();
        String id = client.request("flights", "csv", Map.of()).id();
        this.running = watch.untilRunning(id, A_FIFTH);
        assertThat(running.attempt()).isEqualTo(1);
        this.firstSegment = new StoreDirectory(cluster).openNewestSegment(id);
    }

    String id() {
        return running.id();
    }

    /** The worker that wrote the first fifth. */
    String worker() {
        return running.worker();
    }

    /** How many bytes the first worker has written in all. */
    long bytesOfTheFirstWorker() throws IOException {
        return firstSegment.size();
    }

    /** Whether the rows on both sides of the checkpoint have the same date. */
    static boolean isInsideARunOfEqualDates(Segment checkpoint) throws IOException {
        try (RandomAccessFile flights = new RandomAccessFile(SampleData.allFlights().toFile(), "r")) {
            byte[] around = new byte[2 * MAX_ROW];
            flights.seek(checkpoint.length() - MAX_ROW);
            flights.readFully(around);
            String before = new String(around, 0, MAX_ROW - 1, StandardCharsets.US_ASCII);
            String dateBefore = before.substring(before.lastIndexOf('\n') + 1).substring(0, DATE);
            String dateAfter = new String(around, MAX_ROW, DATE, StandardCharsets.US_ASCII);
            return dateAfter.equals(dateBefore);
        }
    }

    /** Waits for the start of the second attempt. */
    Snapshot takeover() {
        return EventHistory.beginning(id(), 2, kafka);
    }

    /** The one checkpoint of the first attempt from which another worker resumed. */
    Segment assertContinuedElsewhere() {
        Snapshot second = EventHistory.assertContinued(id(), 2, kafka);
        assertThat(second.worker()).isNotEqualTo(worker());
        assertThat(second.checkpoint()).hasSize(1);
        return second.checkpoint().get(0);
    }

    /** Returns when the file is ready, and checks that it equals an undisturbed one. */
    Download assertCompletesUnharmed(Path directory) {
        Download ready = watch.untilEnd(id());
        assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
        assertThat(client.fetch(ready, directory)).hasSize(ready.file().bytes())
                .hasSameBinaryContentAs(SampleData.allFlights());
        assertThat(ready.file().sha256()).isEqualTo(SampleData.sha256(SampleData.allFlights()));
        return ready;
    }

    @Override
    public void close() throws IOException {
        firstSegment.close();
        watch.close();
    }
}
