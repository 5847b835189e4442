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

/** The directory of the file store, read from outside. */
final class StoreDirectory {

    private final Path root;

    StoreDirectory(Cluster cluster) {
        root = cluster.data().resolve("files");
    }

    /** The finished files of a download. */
    List<Path> files(String id) {
        return list(root.resolve("files")).stream().flatMap(expiry -> list(expiry).stream())
                .filter(file -> file.getFileName().toString().startsWith(id + ".")).toList();
    }

    /** The size of all segments of a download. */
    long draftBytes(String id) {
        return drafts(id).stream().mapToLong(StoreDirectory::size).sum();
    }

    /** The newest segment of a download, if there is one. */
    Optional<Path> newestSegment(String id) {
        return drafts(id).stream()
                .max(Comparator.comparingLong(segment -> Long.parseLong(segment.getFileName().toString())));
    }

    /** Everything without an expiry in its path. */
    List<Path> withoutExpiry() {
        return Stream.of("files", "drafts").flatMap(kind -> list(root.resolve(kind)).stream())
                .filter(expiry -> !expiry.getFileName().toString().matches("\\d{8}T\\d{6}Z")).toList();
    }

    /** The file of a segment in a checkpoint. */
    Path segment(String id, String name) {
        Path expiryAndEpoch = Path.of(name);
        return root.resolve("drafts").resolve(expiryAndEpoch.getName(0)).resolve(id)
                .resolve(expiryAndEpoch.getName(1));
    }

    /** The newest segment, held open, so that its length can be read after its removal. */
    SeekableByteChannel openNewestSegment(String id) throws IOException {
        return Files.newByteChannel(newestSegment(id).orElseThrow());
    }

    private List<Path> drafts(String id) {
        return list(root.resolve("drafts")).stream().map(expiry -> expiry.resolve(id))
                .flatMap(download -> list(download).stream()).toList();
    }

    /** Empty when the directory does not exist or disappears: workers remove what has ended. */
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
        } catch (NoSuchFileException removedConcurrently) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
