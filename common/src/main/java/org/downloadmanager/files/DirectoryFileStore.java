package org.downloadmanager.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;

/**
 * Keeps files in a directory of this machine, or in one that several machines share.
 *
 * <pre>
 *   drafts/{expiry}/{download}/{epoch}             the segment of one attempt
 *   drafts/{expiry}/{download}/{epoch}.rendition   what the attempt renders from the segments
 *   files/{expiry}/{download}.{epoch}              the whole file of one attempt
 * </pre>
 *
 * The expiry in the path, such as 20260102T150405Z, alone decides when it may be removed. No two attempts share a path.
 */
public final class DirectoryFileStore implements FileStore {

    private static final Pattern SEGMENT_FORM = Pattern.compile(Expiry.FORM + "/\\d+");
    private static final Pattern LOCATION_FORM = Pattern.compile("files/" + Expiry.FORM + "/[0-9a-f-]{36}\\.\\d+");

    /** The number of remembered directories. Beyond it all are forgotten, and fsynced again when they are needed. */
    private static final int REMEMBERED = 10_000;

    private final Path root;
    private final long reserve;
    private final long maximumSize;
    private final UsableSpace space;
    /** Directories above those of downloads whose entries this process has fsynced. They are removed only when expired. */
    private final Set<Path> forced = ConcurrentHashMap.newKeySet();

    /** The free space of the file system. */
    interface UsableSpace {
        long bytes() throws IOException;
    }

    /** Creates the directory if it does not exist. */
    public DirectoryFileStore(FileStoreConfig config) throws IOException {
        this(config, Files.getFileStore(made(config))::getUsableSpace);
    }

    DirectoryFileStore(FileStoreConfig config, UsableSpace space) throws IOException {
        this.root = made(config).toRealPath();
        this.reserve = config.reserve().asLongValue();
        this.maximumSize = config.maximumSize().asLongValue();
        this.space = space;
    }

    @Override
    public Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) throws IOException {
        Optional<Checkpoint> resumed = from.isPresent() && isThere(id, from.get()) ? from : Optional.empty();
        return new DirectoryDraft(this, id, epoch, expires, resumed);
    }

    @Override
    public Optional<FileContent> open(StoredFile file) throws IOException {
        Optional<Path> path = located(file);
        return path.isPresent() && length(path.get()).equals(OptionalLong.of(file.bytes()))
                ? Optional.of(new FileContent.Local(path.get()))
                : Optional.empty();
    }

    @Override
    public void delete(StoredFile file) throws IOException {
        Optional<Path> path = located(file);
        if (path.isPresent() && length(path.get()).isPresent()) {
            remove(path.get());
        }
    }

    @Override
    public int removeExpired(Instant now) throws IOException {
        String latest = Expiry.latest(now);
        int removed = 0;
        for (String kind : List.of("drafts", "files")) {
            for (Path expiry : children(root.resolve(kind))) {
                String name = expiry.getFileName().toString();
                if (Expiry.FORM.matcher(name).matches() && name.compareTo(latest) <= 0) {
                    for (Path download : children(expiry)) {
                        removed += removeTree(download) ? 1 : 0;
                    }
                    remove(expiry);
                    forced.remove(expiry);
                }
            }
        }
        return removed;
    }

    /** The name of an attempt's segment in checkpoints. */
    static String segmentName(long epoch, Instant expires) {
        return Expiry.of(expires) + "/" + epoch;
    }

    Path segment(DownloadId id, String name) {
        Path parts = Path.of(name);
        return root.resolve("drafts").resolve(parts.getName(0)).resolve(id.value()).resolve(parts.getName(1));
    }

    Path file(DownloadId id, long epoch, Instant expires) {
        return root.resolve("files").resolve(Expiry.of(expires)).resolve(id.value() + "." + epoch);
    }

    String location(Path file) {
        return root.relativize(file).toString();
    }

    /** How many of the wanted bytes may be written before the next check; at least the needed ones. */
    long grant(long needed, long wanted) throws IOException {
        long free = space.bytes() - reserve;
        if (free < needed) {
            throw new StorageFullException("The file store is full: " + reserve + " bytes of it are kept free");
        }
        return Math.min(wanted, free);
    }

    void checkSize(long bytes) throws StorageFullException {
        StorageFullException.checkSize(bytes, maximumSize);
    }

    /** Fsyncs the directory of a download, and its entry as {@link #forceNames} does. */
    void forceDraft(Path directory) throws IOException {
        force(directory);
        forceNames(directory.getParent());
    }

    /**
     * Fsyncs a directory that downloads share and the entries of all directories above it, so that its content survives
     * a power failure.
     */
    void forceNames(Path directory) throws IOException {
        force(directory);
        forceNameOf(directory);
    }

    private static void force(Path directory) throws IOException {
        // A channel closes when its thread is interrupted, and an interrupted generator must still reach its checkpoint.
        boolean interrupted = Thread.interrupted();
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Attempts wait for this, and many share the directories above their downloads, so each entry is fsynced only once. */
    private void forceNameOf(Path shared) throws IOException {
        if (!shared.equals(root) && !forced.contains(shared)) {
            force(shared.getParent());
            forceNameOf(shared.getParent());
            if (forced.size() >= REMEMBERED) {
                forced.clear();
            }
            forced.add(shared);
        }
    }

    /** Tolerates concurrent removals and additions; follows no links. Answers whether this call removed the top. */
    static boolean removeTree(Path top) throws IOException {
        for (Path child : children(top)) {
            removeTree(child);
        }
        return remove(top);
    }

    /** Empty when it is not a directory, or only a link to one. */
    static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(children::add);
            } catch (NoSuchFileException | NotDirectoryException removedConcurrently) {
                return List.of();
            }
        }
        return children;
    }

    private static boolean remove(Path path) throws IOException {
        try {
            return Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException inUse) {
            return false;
        }
    }

    private static Path made(FileStoreConfig config) throws IOException {
        Path directory = config.directory()
                .orElseThrow(() -> new IllegalArgumentException("downloads.files.directory is not set"));
        // createDirectories fails on a link to a directory.
        return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
    }

    private boolean isThere(DownloadId id, Checkpoint checkpoint) throws IOException {
        for (Segment segment : checkpoint.segments()) {
            if (!SEGMENT_FORM.matcher(segment.name()).matches()
                    || length(segment(id, segment.name())).orElse(-1) < segment.length()) {
                return false;
            }
        }
        return true;
    }

    /** Locations come from outside: one that this store did not create is not found. */
    private Optional<Path> located(StoredFile file) {
        return LOCATION_FORM.matcher(file.location()).matches()
                ? Optional.of(root.resolve(file.location()))
                : Optional.empty();
    }

    /** Empty when there is no such file, or when a link leads to it. */
    private static OptionalLong length(Path path) throws IOException {
        // Opening the file makes a network file system refresh its length.
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return path.toRealPath().equals(path) ? OptionalLong.of(file.size()) : OptionalLong.empty();
        } catch (NoSuchFileException missing) {
            return OptionalLong.empty();
        }
    }
}
