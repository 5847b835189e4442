package org.downloadmanager.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;

/**
 * Writes the segment of one attempt, with its parts and tail as checkpoints, and its rendition if there is one. A segment
 * that the attempt resumes from is an object that no attempt can append to; a segment, or the end of one, that is too small
 * to be joined becomes the beginning of the attempt's own segment.
 */
final class S3Draft implements Draft {

    /** What a store copies in well under its timeout. */
    private static final long COPY = 64 << 20;
    private static final int SLICE = 64 << 10;

    private final S3FileStore store;
    private final S3Bucket bucket;
    private final S3Attempt attempt;
    private final Instant expires;
    private final Optional<Checkpoint> from;
    private final List<Segment> inherited;
    private final S3Output output;

    private Optional<S3Output> rendered = Optional.empty();
    private Optional<String> published = Optional.empty();

    S3Draft(S3FileStore store, S3Attempt attempt, Instant expires, Optional<Checkpoint> from) throws IOException {
        this.store = store;
        this.bucket = store.bucket();
        this.attempt = attempt;
        this.expires = expires;
        Optional<S3Takeover> takenOver = from.isPresent()
                ? S3Takeover.of(bucket, attempt.id(), from.get().segments())
                : Optional.empty();
        this.from = takenOver.isPresent() ? from : Optional.empty();
        this.inherited = takenOver.map(S3Takeover::kept).orElse(List.of());
        this.output = new S3Output(store, attempt, attempt.segment(),
                inherited.stream().mapToLong(Segment::length).sum());
        if (takenOver.isPresent()) {
            output.write(takenOver.get().rest());
        }
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
        output.finish();
        S3Output rendition = new S3Output(store, attempt, attempt.rendition(), 0);
        rendered = Optional.of(rendition);
        return new Rendering(spool(), rendition);
    }

    @Override
    public Checkpoint checkpoint(String token) throws IOException {
        output.keepTail();
        return new Checkpoint(segments(), token);
    }

    @Override
    public StoredFile publish(String name, String contentType, long rows, Instant fileExpires) throws IOException {
        if (store.isSuperseded(attempt)) {
            throw new IOException("A later attempt at " + attempt.id() + " has begun");
        }
        S3Output last = rendered.orElse(output);
        last.finish();
        boolean joins = rendered.isEmpty() && !inherited.isEmpty();
        String location = joins ? join() : last.key();
        String sha256 = joins ? read() : last.sha256();
        store.changeExpiry(attempt, expires, fileExpires);
        published = Optional.of(location);
        return new StoredFile(location, name, contentType, last.length(), rows, sha256);
    }

    @Override
    public void discard() throws IOException {
        close();
        if (!store.isSuperseded(attempt)) {
            String all = S3Attempt.prefix(attempt.id());
            for (S3Bucket.Upload upload : bucket.uploads(all)) {
                bucket.abort(upload);
            }
            for (S3Bucket.Entry entry : bucket.list(all)) {
                if (!entry.key().equals(published.orElse(null))) {
                    bucket.delete(entry.key());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        output.release();
        if (rendered.isPresent()) {
            // A published upload is complete; an unpublished one is garbage.
            rendered.get().abort();
        }
    }

    private List<Segment> segments() {
        List<Segment> segments = new ArrayList<>(inherited);
        if (output.written() > 0) {
            segments.add(new Segment(S3Takeover.segmentName(attempt), output.written()));
        }
        return segments;
    }

    private InputStream spool() {
        return new S3SegmentInputStream(bucket, segments().stream()
                .map(segment -> new S3Bucket.Entry(S3Takeover.attempt(attempt.id(), segment).segment(),
                        segment.length()))
                .toList());
    }

    /** The bytes do not pass through this process. */
    private String join() throws IOException {
        S3Bucket.Upload whole = bucket.begin(attempt.whole());
        List<S3Bucket.Part> parts = new ArrayList<>();
        for (Segment segment : segments()) {
            String source = S3Takeover.attempt(attempt.id(), segment).segment();
            // In equal parts, so that none is too small.
            long count = (segment.length() + COPY - 1) / COPY;
            for (long i = 0; i < count; i++) {
                long begin = segment.length() * i / count;
                long end = segment.length() * (i + 1) / count;
                parts.add(bucket.copy(whole, parts.size() + 1, source, begin, end - begin));
            }
        }
        // Another attempt may have ended the upload; then there is nothing to read.
        bucket.complete(whole, parts);
        return whole.key();
    }

    /** The digest state of earlier attempts is lost, so the file is read once. */
    private String read() throws IOException {
        Sha256 digest = new Sha256();
        try (InputStream in = new S3SegmentInputStream(bucket,
                List.of(new S3Bucket.Entry(attempt.whole(), output.length())))) {
            byte[] slice = new byte[SLICE];
            for (int read = in.read(slice); read >= 0; read = in.read(slice)) {
                digest.update(slice, 0, read);
            }
        }
        return digest.hexadecimal();
    }
}
