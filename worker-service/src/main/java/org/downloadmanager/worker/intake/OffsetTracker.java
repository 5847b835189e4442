package org.downloadmanager.worker.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.WorkQueue.Key;

/**
 * The commands of one partition that were read and are not committed. The offset to commit is that of the first command
 * whose download has not ended; the next consumer of the partition reads on from there. Safe for all threads.
 */
final class OffsetTracker {

    private static final long NOTHING = -1;

    private final Deque<Entry> entries = new ArrayDeque<>();
    /** A producer may have written a command more than once. */
    private final Map<DownloadId, List<Entry>> byId = new HashMap<>();
    private long next;
    private long committed;

    /** @param position the first offset that is not committed */
    OffsetTracker(long position) {
        this.next = position;
        this.committed = position;
    }

    synchronized void add(long offset, Key download) {
        Entry entry = new Entry(offset, Optional.of(download));
        entries.add(entry);
        byId.computeIfAbsent(download.id(), id -> new ArrayList<>(1)).add(entry);
        next = offset + 1;
    }

    /** Passes over a record that is not a command. */
    synchronized void skip(long offset) {
        Entry entry = new Entry(offset, Optional.empty());
        entry.ended = true;
        entries.add(entry);
        next = offset + 1;
    }

    synchronized void ended(DownloadId id) {
        byId.getOrDefault(id, List.of()).forEach(entry -> entry.ended = true);
    }

    /** The first download that is not known to have ended, if there is one. */
    synchronized Optional<Key> head() {
        dropEnded();
        return entries.isEmpty() ? Optional.empty() : entries.peek().download;
    }

    /** The offset to commit, if it has moved since the last call. */
    synchronized OptionalLong toCommit() {
        dropEnded();
        long safe = entries.isEmpty() ? next : entries.peek().offset;
        if (safe == committed) {
            return OptionalLong.empty();
        }
        committed = safe;
        return OptionalLong.of(safe);
    }

    /** Makes the next call of {@link #toCommit} answer again: the last commit may have failed. */
    synchronized void commitAgain() {
        committed = NOTHING;
    }

    synchronized int size() {
        return entries.size();
    }

    private void dropEnded() {
        while (!entries.isEmpty() && entries.peek().ended) {
            Entry dropped = entries.poll();
            dropped.download.ifPresent(key -> byId.computeIfPresent(key.id(), (id, same) -> {
                same.remove(dropped);
                return same.isEmpty() ? null : same;
            }));
        }
    }

    private static final class Entry {

        private final long offset;
        private final Optional<Key> download;
        private boolean ended;

        private Entry(long offset, Optional<Key> download) {
            this.offset = offset;
            this.download = download;
        }
    }
}
