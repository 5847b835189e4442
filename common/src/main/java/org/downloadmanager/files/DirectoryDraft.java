package org.downloadmanager.files;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;

/** Writes the segment of one attempt, which nobody else writes to. */
final class DirectoryDraft implements Draft {

    /** How much may be written before the free space is looked at again. */
    private static final int GRANT = 4 << 20;
    /** The native code of a file stream allocates as much as one call writes or reads. */
    private static final int SLICE = 64 << 10;

    private final DirectoryFileStore store;
    private final DownloadId id;
    private final long epoch;
    private final Optional<Checkpoint> from;
    private final List<Segment> inherited;
    private final long inheritedBytes;
    private final String segmentName;
    private final Path segment;
    // Not a channel, which would close when the generator's thread is interrupted.
    private final FileOutputStream file;
    private final MessageDigest digest = sha256();
    private final OutputStream output = new Output();

    private long written;
    private long granted;
    private boolean named;

    DirectoryDraft(DirectoryFileStore store, DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from)
            throws IOException {
        this.store = store;
        this.id = id;
        this.epoch = epoch;
        this.from = from;
        this.inherited = from.map(Checkpoint::segments).orElse(List.of());
        this.inheritedBytes = inherited.stream().mapToLong(Segment::length).sum();
        this.segmentName = DirectoryFileStore.segmentName(epoch, expires);
        this.segment = store.segment(id, segmentName);
        Files.createDirectories(segment.getParent());
        this.file = new FileOutputStream(Files.createFile(segment).toFile(), true);
    }

    @Override
    public Optional<Checkpoint> resumedFrom() {
        return from;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public Checkpoint checkpoint(String token) throws IOException {
        force();
        if (!named) {
            store.forceNames(segment.getParent());
            named = true;
        }
        return new Checkpoint(segments(), token);
    }

    @Override
    public StoredFile publish(String name, String contentType, long rows, Instant expires) throws IOException {
        force();
        close();
        Path whole = segment.resolveSibling(epoch + ".whole");
        String sha256 = inherited.isEmpty() ? link(whole) : join(whole);
        Path published = store.file(id, epoch, expires);
        Files.createDirectories(published.getParent());
        Files.move(whole, published, StandardCopyOption.ATOMIC_MOVE);
        store.forceNames(published.getParent());
        return new StoredFile(store.location(published), name, contentType, inheritedBytes + written, rows, sha256);
    }

    @Override
    public void discard() throws IOException {
        close();
        Set<Path> drafts = new HashSet<>();
        drafts.add(segment.getParent());
        inherited.forEach(each -> drafts.add(store.segment(id, each.name()).getParent()));
        if (!isSuperseded(drafts)) {
            for (Path draft : drafts) {
                DirectoryFileStore.removeTree(draft);
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private List<Segment> segments() {
        List<Segment> segments = new ArrayList<>(inherited);
        if (written > 0) {
            segments.add(new Segment(segmentName, written));
        }
        return segments;
    }

    /** The segment stays where it is until the draft is discarded: the next attempt needs it if this one dies now. */
    private String link(Path whole) throws IOException {
        try {
            Files.createLink(whole, segment);
            return HexFormat.of().formatHex(digest.digest());
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            return join(whole);
        }
    }

    private String join(Path whole) throws IOException {
        store.grant(inheritedBytes + written, 0);
        MessageDigest joined = sha256();
        try (FileOutputStream to = new FileOutputStream(Files.createFile(whole).toFile())) {
            for (Segment each : segments()) {
                append(each, to, joined);
            }
            to.getFD().sync();
        }
        return HexFormat.of().formatHex(joined.digest());
    }

    /** Its recorded length and no more: a frozen attempt may thaw and still write to its segment. */
    private void append(Segment part, OutputStream to, MessageDigest joined) throws IOException {
        byte[] buffer = new byte[SLICE];
        try (InputStream in = new FileInputStream(store.segment(id, part.name()).toFile())) {
            for (long left = part.length(); left > 0;) {
                int read = in.read(buffer, 0, (int) Math.min(left, SLICE));
                if (read < 0) {
                    throw new EOFException("The segment " + part.name() + " of " + id + " lacks " + left + " bytes");
                }
                joined.update(buffer, 0, read);
                to.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private void force() throws IOException {
        try {
            file.getFD().sync();
        } catch (IOException e) {
            // What a failed force has left on disk nobody knows, and the next one may claim success.
            close();
            throw e;
        }
    }

    private boolean isSuperseded(Set<Path> drafts) throws IOException {
        for (Path draft : drafts) {
            for (Path child : DirectoryFileStore.children(draft)) {
                String name = child.getFileName().toString();
                if (name.matches("\\d{1,18}") && Long.parseLong(name) > epoch) {
                    return true;
                }
            }
        }
        return false;
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        store.checkSize(inheritedBytes + written + length);
        if (length > granted) {
            granted = store.grant(length, Math.max(length, GRANT));
        }
        try {
            for (int done = 0; done < length; done += SLICE) {
                file.write(bytes, offset + done, Math.min(SLICE, length - done));
            }
        } catch (IOException e) {
            // Part of it may have been written.
            close();
            store.grant(length, length);
            throw e;
        }
        if (inherited.isEmpty()) {
            digest.update(bytes, offset, length);
        }
        granted -= length;
        written += length;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Closing it ends the writing, but not the draft, which may still be published. */
    private final class Output extends OutputStream {

        private boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{ (byte) b }, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed || !file.getFD().valid()) {
                throw new IOException("The draft of " + id + " is closed");
            }
            append(bytes, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
