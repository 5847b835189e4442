package org.downloadmanager.worker.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.logging.Log;

/**
 * The directory of this process for temporary files, below {@code java.io.tmpdir}. A killed process leaves its directory
 * behind, and later processes remove it. A lock, which ends with its process, marks directories in use.
 */
public final class Scratch {

    private static final String PREFIX = "download-manager-";
    private static final String OWNER = "owner";

    private static Scratch ofThisProcess;

    private final Path path;
    /** Held while the process runs: an unreachable channel would be closed, and its lock released. */
    private final FileChannel owner;

    private Scratch(Path path, FileChannel owner) {
        this.path = path;
        this.owner = owner;
    }

    /** The directory of this process. */
    public static synchronized Path directory() {
        if (ofThisProcess == null) {
            try {
                Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
                removeAbandoned(temporary);
                ofThisProcess = claim(temporary);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ofThisProcess.path;
    }

    Path path() {
        return path;
    }

    /** Removes the directories of ended processes. */
    static void removeAbandoned(Path temporary) throws IOException {
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path candidate : candidates) {
                try (FileChannel owner = FileChannel.open(candidate.resolve(OWNER), StandardOpenOption.WRITE)) {
                    if (tryLock(owner)) {
                        remove(candidate);
                    }
                } catch (IOException e) {
                    Log.debugf("Not ours to remove: directory=%s, cause=%s", candidate, e);
                }
            }
        }
    }

    static Scratch claim(Path temporary) throws IOException {
        while (true) {
            Path claimed = Files.createTempDirectory(temporary, PREFIX);
            FileChannel owner = FileChannel.open(claimed.resolve(OWNER), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            // Another process may have removed it just before the lock.
            if (tryLock(owner) && Files.exists(claimed.resolve(OWNER))) {
                // Deleted in reverse order of registration, so the file goes before its directory.
                claimed.toFile().deleteOnExit();
                claimed.resolve(OWNER).toFile().deleteOnExit();
                return new Scratch(claimed, owner);
            }
            owner.close();
        }
    }

    private static boolean tryLock(FileChannel owner) throws IOException {
        try {
            return owner.tryLock() != null;
        } catch (OverlappingFileLockException ownedByThisProcess) {
            return false;
        }
    }

    private static void remove(Path abandoned) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(abandoned)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
