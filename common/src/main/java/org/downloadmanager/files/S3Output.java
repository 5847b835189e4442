package org.downloadmanager.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes one object, in parts when it is larger than one part. Holds at most one part in memory. Closing it ends the
 * writing; the object can still be finished.
 */
final class S3Output extends OutputStream {

    private static final int FIRST_BUFFER = 64 << 10;

    private final S3FileStore store;
    private final S3Bucket bucket;
    private final S3Attempt attempt;
    private final String key;
    private final long before;
    private final Sha256 digest = new Sha256();
    private final List<S3Bucket.Part> parts = new ArrayList<>();
    private Optional<S3Bucket.Upload> upload = Optional.empty();
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int count;
    private long uploaded;
    private boolean closed;
    private boolean broken;
    private boolean finished;

    /** Where in the buffer the pieces of the tail begin; the last one ends at {@code kept}. */
    private final Deque<Integer> pieces = new ArrayDeque<>();
    private final Set<Long> tail = new TreeSet<>();
    private int kept;

    /** @param before the number of bytes of the file in other objects */
    S3Output(S3FileStore store, S3Attempt attempt, String key, long before) {
        this.store = store;
        this.bucket = store.bucket();
        this.attempt = attempt;
        this.key = key;
        this.before = before;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{ (byte) b }, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed || finished) {
            throw new IOException("The draft of " + attempt.id() + " is closed");
        }
        store.checkSize(length() + length);
        checkSound();
        // Until the store has accepted the part, the accepted length is unknown.
        broken = true;
        for (int done = 0; done < length;) {
            if (count == store.partSize()) {
                uploadPart();
            }
            int taken = Math.min(length - done, store.partSize() - count);
            makeRoom(taken);
            System.arraycopy(bytes, offset + done, buffer, count, taken);
            count += taken;
            done += taken;
        }
        broken = false;
        digest.update(bytes, offset, length);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The length of the file so far, other objects included. */
    long length() {
        return before + written();
    }

    /** The length of this object so far. */
    long written() {
        return uploaded + count;
    }

    String key() {
        return key;
    }

    /** The digest of this object. */
    String sha256() {
        return digest.hexadecimal();
    }

    /**
     * Stores the bytes that are in no part yet. A piece is stored together with the pieces before it that are no
     * larger, so each byte is stored a bounded number of times and there are few pieces, however often this is called.
     */
    void keepTail() throws IOException {
        checkSound();
        if (finished || count == kept) {
            return;
        }
        int from = kept;
        while (!pieces.isEmpty() && from - pieces.getLast() <= count - from) {
            from = pieces.removeLast();
        }
        // The key may hold more bytes than before, but never different ones.
        bucket.put(attempt.tail(uploaded + from), buffer, from, count - from);
        tail.add(uploaded + from);
        pieces.addLast(from);
        kept = count;
    }

    /** Completes the object; nothing can be appended any more. */
    void finish() throws IOException {
        checkSound();
        if (finished) {
            return;
        }
        if (upload.isPresent()) {
            uploadPart();
            if (!bucket.complete(upload.get(), parts)) {
                throw new IOException("Another attempt resumes from the segment of this one for " + attempt.id());
            }
        } else {
            bucket.put(key, buffer, 0, count);
            uploaded = count;
            count = 0;
        }
        finished = true;
        buffer = new byte[0];
    }

    /** Aborts an object that was not finished. */
    void abort() throws IOException {
        closed = true;
        if (!finished && upload.isPresent()) {
            bucket.abort(upload.get());
        }
    }

    /** Stops writing and keeps what was written. */
    void release() {
        closed = true;
        broken = !finished;
        buffer = new byte[0];
    }

    private void uploadPart() throws IOException {
        if (upload.isEmpty()) {
            upload = Optional.of(bucket.begin(key));
        }
        parts.add(bucket.upload(upload.get(), parts.size() + 1, buffer, count));
        uploaded += count;
        count = 0;
        // Only now, because the next attempt needs either the part or its pieces.
        for (Long position : tail) {
            bucket.delete(attempt.tail(position));
        }
        tail.clear();
        pieces.clear();
        kept = 0;
    }

    private void makeRoom(int wanted) {
        if (count + wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer,
                    Math.min(store.partSize(), Math.max(count + wanted, 2 * buffer.length)));
        }
    }

    private void checkSound() throws IOException {
        if (broken) {
            throw new IOException("The draft of " + attempt.id() + " can no longer be written");
        }
    }
}
