package org.downloadmanager.files;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;

/**
 * Keeps files in a bucket of an S3-compatible store, from where their owners fetch them.
 *
 * <pre>
 *   downloads/{download}/{epoch}/begun            the attempt has begun
 *   downloads/{download}/{epoch}/segment          what the attempt writes: an upload, later an object
 *   downloads/{download}/{epoch}/tail/{position}  what is in no part of that upload yet
 *   downloads/{download}/{epoch}/rendition        what the attempt renders from the segments
 *   downloads/{download}/{epoch}/whole            the segments of several attempts in one
 *   expiries/{expiry}/{download}/{epoch}          when all that expires
 * </pre>
 *
 * An object cannot be renamed, and a large one is expensive to copy. So the segment of an uninterrupted attempt is the file,
 * and its publication only changes its expiry.
 */
final class S3FileStore implements FileStore {

    /** The minimum size of all parts but the last. */
    static final int SMALLEST_PART = 5 << 20;

    /** A store takes 10,000 parts; the attempts share them. */
    private static final int MAX_PARTS = 9_000;
    private static final int USUAL_PART = 8 << 20;
    private static final int LARGEST_PART = 1 << 30;
    private static final String EXPIRIES = "expiries/";
    private static final String ATTEMPT = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\\d{1,18})";
    private static final Pattern EXPIRY_FORM = Pattern
            .compile(EXPIRIES + '(' + Expiry.FORM + ")/" + ATTEMPT);
    private static final Pattern LOCATION_FORM = Pattern
            .compile("downloads/" + ATTEMPT + "/(?:segment|rendition|whole)");
    private static final Pattern EPOCH_FORM = Pattern.compile("downloads/" + ATTEMPT + "/.*");

    private final S3Bucket bucket;
    private final long maximumSize;

    S3FileStore(FileStoreConfig config, S3Bucket bucket) {
        this.bucket = bucket;
        this.maximumSize = config.maximumSize().asLongValue();
    }

    @Override
    public Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) throws IOException {
        S3Attempt attempt = new S3Attempt(id, epoch);
        bucket.mark(expiry(attempt, expires));
        bucket.mark(attempt.begun());
        return new S3Draft(this, attempt, expires, from);
    }

    @Override
    public Optional<FileContent> open(StoredFile file) throws IOException {
        Optional<S3Attempt> attempt = located(file);
        return attempt.isPresent() && bucket.length(file.location()).equals(OptionalLong.of(file.bytes()))
                ? Optional.of(new FileContent.Remote(bucket.address(file.location(), file.contentType(),
                        ContentDisposition.attachment(file.name()))))
                : Optional.empty();
    }

    /** An object that a later attempt may resume from is left to that attempt, or to its expiry. */
    @Override
    public void delete(StoredFile file) throws IOException {
        Optional<S3Attempt> attempt = located(file);
        if (attempt.isPresent() && !isSuperseded(attempt.get())) {
            bucket.delete(file.location());
        }
    }

    @Override
    public int removeExpired(Instant now) throws IOException {
        String latest = Expiry.latest(now);
        return bucket.list(EXPIRIES, entries -> {
            int removed = 0;
            for (S3Bucket.Entry entry : (Iterable<S3Bucket.Entry>) entries::iterator) {
                Matcher expiry = EXPIRY_FORM.matcher(entry.key());
                if (expiry.matches()) {
                    if (expiry.group(1).compareTo(latest) > 0) {
                        break;
                    }
                    removed += removeAll(attempt(expiry.group(2), expiry.group(3))) ? 1 : 0;
                    bucket.delete(entry.key());
                }
            }
            return removed;
        });
    }

    S3Bucket bucket() {
        return bucket;
    }

    /** The size of all parts but the last. */
    int partSize() {
        return (int) Math.min(LARGEST_PART, Math.max(USUAL_PART, maximumSize / MAX_PARTS));
    }

    void checkSize(long bytes) throws StorageFullException {
        StorageFullException.checkSize(bytes, maximumSize);
    }

    /** Whether a later attempt at the same download has begun. */
    boolean isSuperseded(S3Attempt attempt) throws IOException {
        return bucket.list(S3Attempt.prefix(attempt.id()), entries -> entries
                .map(entry -> EPOCH_FORM.matcher(entry.key()))
                .anyMatch(form -> form.matches() && Long.parseLong(form.group(2)) > attempt.epoch()));
    }

    /** The new expiry is written before the old one is removed, so there is always one. */
    void changeExpiry(S3Attempt attempt, Instant before, Instant expires) throws IOException {
        String old = expiry(attempt, before);
        String changed = expiry(attempt, expires);
        if (!changed.equals(old)) {
            bucket.mark(changed);
            bucket.delete(old);
        }
    }

    private boolean removeAll(S3Attempt attempt) throws IOException {
        // Some stores list uploads by complete keys only.
        for (String key : attempt.uploads()) {
            for (S3Bucket.Upload upload : bucket.uploads(key)) {
                bucket.abort(upload);
            }
        }
        List<S3Bucket.Entry> entries = bucket.list(attempt.prefix());
        for (S3Bucket.Entry entry : entries) {
            bucket.delete(entry.key());
        }
        return !entries.isEmpty();
    }

    /** Locations come from outside: one that this store did not create is not found. */
    private static Optional<S3Attempt> located(StoredFile file) {
        Matcher location = LOCATION_FORM.matcher(file.location());
        return location.matches() ? Optional.of(attempt(location.group(1), location.group(2))) : Optional.empty();
    }

    private static S3Attempt attempt(String id, String epoch) {
        return new S3Attempt(new DownloadId(id), Long.parseLong(epoch));
    }

    private static String expiry(S3Attempt attempt, Instant expires) {
        return EXPIRIES + Expiry.of(expires) + '/' + attempt.id().value() + '/' + attempt.epoch();
    }
}
