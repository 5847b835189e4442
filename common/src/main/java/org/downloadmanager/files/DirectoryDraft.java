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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;

/** Writes the segment of one attempt, and its rendering if there is one. No other attempt writes to these files. */
final class DirectoryDraft implements Draft {

    /** How much is written before the free space is checked again. */
    private static final int GRANT = 4 << 20;
    /** The native code of a file stream allocates a buffer as large as one call. */
    private static final int SLICE = 64 << 10;

    private final DirectoryFileStore store;
    private final DownloadId id;
    private final long epoch;
    private final Optional<Checkpoint> from;
    private final List<Segment> inherited;
    private final long inheritedBytes;
    private final String segmentName;
    private final Path segment;
    private final Output output;

    private Optional<Output> rendered = Optional.empty();
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
        this.output = new Output(segment, inheritedBytes);
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
    public Rendering rendering() throws IOException {
        output.close();
        Output rendition = new Output(segment.resolveSibling(epoch + ".rendition"), 0);
        rendered = Optional.of(rendition);
        return new Rendering(new Spool(segments().iterator()), rendition);
    }

    @Override
    public Checkpoint checkpoint(String token) throws IOException {
        output.force();
        if (!named) {
            store.forceDraft(segment.getParent());
            named = true;
        }
        return new Checkpoint(segments(), token);
    }

    @Override
    public StoredFile publish(String name, String contentType, long rows, Instant expires) throws IOException {
        Output last = rendered.orElse(output);
        last.force();
        release();
        Path published = store.file(id, epoch, expires);
        String sha256 = rendered.isEmpty() && !inherited.isEmpty() ? join(published) : link(last, published);
        store.forceNames(published.getParent());
        return new StoredFile(store.location(published), name, contentType, last.before + last.written, rows, sha256);
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
        release();
        if (rendered.isPresent()) {
            // A published file has another name; an unpublished one is garbage.
            Files.deleteIfExists(rendered.get().path);
        }
    }

    private void release() throws IOException {
        output.release();
        if (rendered.isPresent()) {
            rendered.get().release();
        }
    }

    private List<Segment> segments() {
        List<Segment> segments = new ArrayList<>(inherited);
        if (output.written > 0) {
            segments.add(new Segment(segmentName, output.written));
        }
        return segments;
    }

    /** The segments stay until the draft is discarded: the next attempt needs them if this process dies now. */
    private String link(Output written, Path published) throws IOException {
        Files.createDirectories(published.getParent());
        try {
            Files.createLink(published, written.path);
            return written.digest.hexadecimal();
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            return copy(new FileInputStream(written.path.toFile()), written.written, published);
        }
    }

    private String join(Path published) throws IOException {
        return copy(new Spool(segments().iterator()), inheritedBytes + output.written, published);
    }

    /** The file appears under its name only when it is whole. */
    private String copy(InputStream from, long length, Path published) throws IOException {
        Path whole = segment.resolveSibling(epoch + ".whole");
        store.grant(length, 0);
        Sha256 copied = new Sha256();
        try (from; FileOutputStream to = new FileOutputStream(Files.createFile(whole).toFile())) {
            byte[] buffer = new byte[SLICE];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                copied.update(buffer, 0, read);
                to.write(buffer, 0, read);
            }
            to.getFD().sync();
        }
        Files.createDirectories(published.getParent());
        Files.move(whole, published, StandardCopyOption.ATOMIC_MOVE);
        return copied.hexadecimal();
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

    /** Closing it ends the writing. The draft can still be published. */
    private final class Output extends OutputStream {

        private final Path path;
        private final long before;
        // Not a channel, which would close when the generator's thread is interrupted.
        private final FileOutputStream file;
        private final Sha256 digest = new Sha256();
        private long written;
        private long granted;
        private boolean closed;

        /** @param before the number of bytes of the file in earlier segments */
        Output(Path path, long before) throws IOException {
            this.path = path;
            this.before = before;
            this.file = new FileOutputStream(Files.createFile(path).toFile(), true);
        }

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
            store.checkSize(before + written + length);
            if (length > granted) {
                granted = store.grant(length, Math.max(length, GRANT));
            }
            try {
                for (int done = 0; done < length; done += SLICE) {
                    file.write(bytes, offset + done, Math.min(SLICE, length - done));
                }
            } catch (IOException e) {
                // Part of it may have been written.
                release();
                store.grant(length, length);
                throw e;
            }
            if (before == 0) {
                digest.update(bytes, offset, length);
            }
            granted -= length;
            written += length;
        }

        @Override
        public void close() {
            closed = true;
        }

        void force() throws IOException {
            try {
                file.getFD().sync();
            } catch (IOException e) {
                // After a failed fsync the content on disk is unknown, and the next fsync may report success.
                release();
                throw e;
            }
        }

        void release() throws IOException {
            file.close();
        }
    }

    /**
     * The segments one after the other, each limited to its recorded length, because a frozen attempt may thaw and
     * write more.
     */
    private final class Spool extends InputStream {

        private final Iterator<Segment> segments;
        private InputStream in = nullInputStream();
        private String name;
        private long left;

        Spool(Iterator<Segment> segments) {
            this.segments = segments;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (left == 0) {
                if (!segments.hasNext()) {
                    return -1;
                }
                in.close();
                Segment next = segments.next();
                in = new FileInputStream(store.segment(id, next.name()).toFile());
                name = next.name();
                left = next.length();
            }
            int read = in.read(bytes, offset, (int) Math.min(Math.min(length, left), SLICE));
            if (read < 0) {
                throw new EOFException("The segment " + name + " of " + id + " lacks " + left + " bytes");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
