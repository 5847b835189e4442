package org.downloadmanager.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The data directory of a cluster, locked while the cluster uses it. */
final class DataDirectory implements AutoCloseable {

    /** The space that Kafka, Redis and some files need. */
    private static final long NEEDED_BYTES = 2L << 30;

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    static DataDirectory open(Path path) {
        return open(path, NEEDED_BYTES);
    }

    static DataDirectory open(Path path, long neededBytes) {
        Path root = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            long usable = Files.getFileStore(root).getUsableSpace();
            if (usable < neededBytes) {
                throw new ClusterException("The disk of " + root + " is too full: " + (usable >> 20)
                        + " MiB are free, " + (neededBytes >> 20) + " MiB are needed.");
            }
            FileChannel lockFile = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (!tryLock(lockFile)) {
                lockFile.close();
                throw new ClusterException("The data directory " + root + " is used by another cluster that runs now.");
            }
            DataDirectory directory = new DataDirectory(root, lockFile);
            directory.awaitEndOfEarlierParts();
            Files.createDirectories(directory.logs());
            Files.createDirectories(directory.files());
            Files.createDirectories(directory.temporary());
            return directory;
        } catch (IOException e) {
            throw new ClusterException("The data directory " + root + " cannot be used: " + e + ".", e);
        }
    }

    private static boolean tryLock(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The reaper of a killed launcher needs a moment to end its processes. A pid that was reused costs only the wait. */
    private void awaitEndOfEarlierParts() {
        long deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        for (long pid : ClusterFile.pids(clusterFile())) {
            ProcessHandle.of(pid).ifPresent(earlier -> {
                try {
                    earlier.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (ExecutionException | TimeoutException e) {
                    // Not one of ours.
                }
            });
        }
    }

    Path root() {
        return root;
    }

    Path clusterFile() {
        return root.resolve("cluster.json");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String part) {
        return logs().resolve(part + ".log");
    }

    Path files() {
        return root.resolve("files");
    }

    /** The directory for temporary files of all processes. */
    Path temporary() {
        return root.resolve("tmp");
    }

    /** 32 random bytes in hex, generated once, so that identities stay valid across restarts. */
    String identitySecret() throws IOException {
        Path file = root.resolve("identity-secret");
        if (!Files.exists(file)) {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            Path written = root.resolve("identity-secret.new");
            Files.deleteIfExists(written);
            Files.createFile(written,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, HexFormat.of().formatHex(secret));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
            throw new ClusterException("The lock of " + root + " cannot be released: " + e.getMessage() + ".", e);
        }
    }
}
