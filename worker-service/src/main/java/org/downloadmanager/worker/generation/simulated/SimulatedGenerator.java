package org.downloadmanager.worker.generation.simulated;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;
import org.downloadmanager.worker.generation.GenerationStoppedException;

/** Writes numbered lines at the speed and with the failures that the request chooses. */
@Singleton
public class SimulatedGenerator implements FileGenerator {

    private static final long MAX_STEP = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BUFFER = 64 * 1024;

    @Override
    public boolean makes(Export export, Format format) {
        return export.generator().equals("simulated") && format == Format.CSV;
    }

    @Override
    public long generate(Generation generation) throws Exception {
        Attempt attempt = new Attempt(generation);
        generation.onStop(attempt.stopped::countDown);
        return attempt.run();
    }

    /** The line with that number, counted from 0; the same in every file of that width. */
    public static byte[] line(long number, int bytes) {
        byte[] line = new byte[bytes];
        byte[] digits = String.format("%010d,", number).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(line, (byte) ('a' + number % 26));
        System.arraycopy(digits, 0, line, 0, digits.length);
        line[bytes - 1] = '\n';
        return line;
    }

    /** The heading line. */
    public static byte[] header() {
        return "number,text\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Attempt {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Generation generation;
        private final Map<String, Object> parameters;
        private final OutputStream output;
        private final long rows;
        private final long nanosPerRow;
        private final long first;

        Attempt(Generation generation) {
            this.generation = generation;
            this.parameters = generation.parameters();
            this.output = new BufferedOutputStream(generation.output(), BUFFER);
            this.rows = number("rows");
            this.nanosPerRow = TimeUnit.MILLISECONDS.toNanos(number("duration")) / Math.max(1, rows);
            this.first = generation.resumeToken().map(Long::parseLong).orElse(0L);
        }

        long run() throws Exception {
            int bytes = (int) number("bytesPerRow");
            Optional<Long> failAt = Optional.ofNullable(parameters.get("failAt"))
                    .filter(given -> !flag("failOnce") || generation.resumeToken().isEmpty())
                    .map(given -> ((Number) given).longValue());
            long start = System.nanoTime();
            if (generation.resumeToken().isEmpty()) {
                output.write(header());
            }
            for (long row = first; row < rows; row++) {
                if (row >= failAt.orElse(Long.MAX_VALUE)) {
                    fail();
                }
                waitUntil(start + (row + 1 - first) * nanosPerRow, row);
                output.write(line(row, bytes));
                if (row % 1000 == 0) {
                    generation.progress(Progress.of(row + 1, rows));
                }
                offerCheckpoint(row + 1);
            }
            output.flush();
            generation.progress(Progress.of(rows, rows));
            return rows;
        }

        /** In small steps, so that neither a stop nor a requested checkpoint waits for the next line. */
        private void waitUntil(long time, long written) throws IOException, InterruptedException {
            for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
                if (stopped.await(Math.min(left, MAX_STEP), TimeUnit.NANOSECONDS)) {
                    throw new GenerationStoppedException();
                }
                generation.progress(Progress.of(written, rows));
                offerCheckpoint(written);
            }
        }

        private void offerCheckpoint(long written) throws IOException {
            if (flag("checkpoints") && generation.wantsCheckpoint()) {
                output.flush();
                generation.progress(Progress.of(written, rows));
                generation.checkpoint(Long.toString(written));
            }
        }

        private void fail() throws Exception {
            switch ((String) parameters.get("failure")) {
                case "refuses" -> throw new GenerationFailedException(
                        FailureCode.SIMULATED.because("The request injects this failure."));
                case "kills-jvm" -> Runtime.getRuntime().halt(137);
                case "hangs" -> {
                    while (true) {
                        LockSupport.parkNanos(MAX_STEP);
                        // Cleared, because a pending interrupt would turn this wait into a busy loop.
                        Thread.interrupted();
                    }
                }
                default -> throw new IOException("The request injects this failure");
            }
        }

        private long number(String parameter) {
            return ((Number) parameters.get(parameter)).longValue();
        }

        private boolean flag(String parameter) {
            return (Boolean) parameters.get(parameter);
        }
    }
}
