package org.downloadmanager.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;

/**
 * What an attempt takes over from earlier attempts.
 *
 * @param kept segments that stay where they are: objects that can be joined
 * @param rest the bytes after them, which are written again: less than two parts
 */
record S3Takeover(List<Segment> kept, byte[] rest) {

    private static final Pattern NAME_FORM = Pattern.compile("\\d{1,18}");

    /** Empty when a listed part is missing. After this call no earlier attempt can append to the segments. */
    static Optional<S3Takeover> of(S3Bucket bucket, DownloadId id, List<Segment> segments) throws IOException {
        List<Segment> kept = new ArrayList<>();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (Segment segment : segments) {
            if (!NAME_FORM.matcher(segment.name()).matches() || rest.size() > 0) {
                return Optional.empty();
            }
            Optional<Long> joinable = take(bucket, attempt(id, segment), segment.length(), rest);
            if (joinable.isEmpty()) {
                return Optional.empty();
            }
            if (joinable.get() > 0) {
                kept.add(new Segment(segment.name(), joinable.get()));
            }
        }
        return Optional.of(new S3Takeover(kept, rest.toByteArray()));
    }

    static String segmentName(S3Attempt attempt) {
        return Long.toString(attempt.epoch());
    }

    static S3Attempt attempt(DownloadId id, Segment segment) {
        return new S3Attempt(id, Long.parseLong(segment.name()));
    }

    /**
     * How much of the segment can be joined in place; empty when the segment does not exist. The remainder goes to the
     * rest.
     */
    private static Optional<Long> take(S3Bucket bucket, S3Attempt from, long length, ByteArrayOutputStream rest)
            throws IOException {
        // The tail first: an attempt that still writes removes only those pieces of it that have become a part.
        List<Piece> tail = tail(bucket, from);
        long there = Math.min(length, end(bucket, from.segment()));
        long joinable = there >= S3FileStore.SMALLEST_PART ? there : 0;
        if (there > joinable) {
            rest.write(bucket.get(from.segment(), 0, (int) there).orElse(new byte[0]));
        }
        long position = there;
        for (Piece piece : tail) {
            if (piece.begin() <= position && piece.end() > position && position < length) {
                int offset = (int) (position - piece.begin());
                int taken = (int) (Math.min(piece.end(), length) - position);
                rest.write(piece.bytes(), offset, taken);
                position += taken;
            }
        }
        return joinable + rest.size() == length ? Optional.of(joinable) : Optional.empty();
    }

    /** The pieces that are not contained in others. */
    private static List<Piece> tail(S3Bucket bucket, S3Attempt from) throws IOException {
        List<Piece> tail = new ArrayList<>();
        long end = -1;
        for (S3Bucket.Entry entry : bucket.list(from.tails())) {
            long begin = Long.parseLong(entry.key().substring(from.tails().length()));
            if (begin + entry.length() > end) {
                Optional<byte[]> bytes = bucket.get(entry.key(), 0, (int) entry.length());
                if (bytes.isPresent()) {
                    tail.add(new Piece(begin, bytes.get()));
                    end = begin + entry.length();
                }
            }
        }
        return tail;
    }

    /**
     * Completes the object from the uploaded parts, unless another attempt did; no attempt can append to a completed
     * object.
     *
     * @return the length of the object
     */
    private static long end(S3Bucket bucket, String segment) throws IOException {
        for (S3Bucket.Upload upload : bucket.uploads(segment)) {
            if (upload.key().equals(segment)) {
                List<S3Bucket.Part> parts = bucket.parts(upload);
                if (parts.isEmpty()) {
                    bucket.abort(upload);
                } else {
                    bucket.complete(upload, parts);
                }
            }
        }
        return bucket.length(segment).orElse(0);
    }

    private record Piece(long begin, byte[] bytes) {
        long end() {
            return begin + bytes.length;
        }
    }
}
