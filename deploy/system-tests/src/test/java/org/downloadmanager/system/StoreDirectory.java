package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;

/** The file store's directory, seen from outside. */
final class StoreDirectory {

    private final Path root;

    StoreDirectory(Cluster cluster) {
        root = cluster.data().resolve("files");
    }

    /** The whole files of a download. */
    List<Path> files(String id) {
        return below("files", id);
    }

    /** How many bytes the attempts at a download have written. */
    long draftBytes(String id) {
        return below("drafts", id).stream().mapToLong(StoreDirectory::size).sum();
    }

    /** What the last attempt at a download has written, if it has written anything. */
    Optional<Path> newestSegment(String id) {
        return below("drafts", id).stream()
                .max(Comparator.comparingLong(segment -> Long.parseLong(segment.getFileName().toString())));
    }

    /** What would stay for ever: all that has no time of expiry in its path. */
    List<Path> withoutExpiry() {
        return Stream.of("files", "drafts").flatMap(kind -> list(root.resolve(kind)).stream())
                .filter(expiry -> !expiry.getFileName().toString().matches("\\d{8}T\\d{6}Z")).toList();
    }

    /** The file of the segment that a checkpoint lists under that name. */
    Path segment(String id, String name) {
        Path expiryAndEpoch = Path.of(name);
        return root.resolve("drafts").resolve(expiryAndEpoch.getName(0)).resolve(id)
                .resolve(expiryAndEpoch.getName(1));
    }

    /** What the last attempt at a download has written, held open: how long it became can be seen when it is removed, too. */
    SeekableByteChannel openNewestSegment(String id) throws IOException {
        return Files.newByteChannel(newestSegment(id).orElseThrow());
    }

    private List<Path> below(String kind, String id) {
        return list(root.resolve(kind)).stream().map(expiry -> expiry.resolve(id))
                .flatMap(download -> list(download).stream()).toList();
    }

    /** Nothing when it is not there, or no longer: workers remove what has ended. */
    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
