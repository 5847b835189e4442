package org.downloadmanager.peers.jobrunr;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.jobrunr.jobs.lambdas.JobRequestHandler;

import io.quarkus.arc.Unremovable;

/** Writes a file under a temporary name and moves it when it is complete. */
@ApplicationScoped
@Unremovable
public class FileMaker implements JobRequestHandler<MakeFile> {

    static final String TINY = "tiny";
    static final long TINY_ROWS = 100;
    static final String SIMULATED = "simulated";

    private static final long TELL_EVERY = TimeUnit.MILLISECONDS.toNanos(250);
    private static final String FILLING = "x".repeat(52);

    private final Downloads downloads;
    private final PeerConfig config;

    FileMaker(Downloads downloads, PeerConfig config) {
        this.downloads = downloads;
        this.config = config;
    }

    static Path file(Path directory, Download download) {
        return directory.resolve(download.id() + ".csv");
    }

    @Override
    public void run(MakeFile job) throws SQLException, IOException, InterruptedException, NoSuchAlgorithmException {
        Download download = downloads.start(job.id(), config.name());
        Path file = file(config.files(), download);
        Path unfinished = file.resolveSibling(file.getFileName() + "." + download.attempt());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(Files.newOutputStream(unfinished), digest), StandardCharsets.UTF_8))) {
            write(download, writer);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        downloads.finish(download.id(), Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    private void write(Download download, Writer writer)
            throws SQLException, IOException, InterruptedException {
        long nanosPerRow = TimeUnit.MILLISECONDS.toNanos(download.duration()) / Math.max(1, download.rows());
        long start = System.nanoTime();
        long tellAt = start + TELL_EVERY;
        writer.write("number,text\n");
        for (long row = 0; row < download.rows(); row++) {
            for (long left = left(start, row, nanosPerRow); left > 0; left = left(start, row, nanosPerRow)) {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TELL_EVERY));
                tellAt = tell(download, row, tellAt);
            }
            writer.write(line(download, row));
            tellAt = tell(download, row, tellAt);
        }
    }

    private static long left(long start, long row, long nanosPerRow) {
        return start + row * nanosPerRow - System.nanoTime();
    }

    private long tell(Download download, long done, long tellAt) throws SQLException {
        if (System.nanoTime() < tellAt) {
            return tellAt;
        }
        downloads.advance(download.id(), done);
        return System.nanoTime() + TELL_EVERY;
    }

    private static String line(Download download, long row) {
        return download.export().equals(TINY) ? row + ",row " + row + "\n" : "%010d,%s\n".formatted(row, FILLING);
    }
}
