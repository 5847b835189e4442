package org.downloadmanager.downloads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Downloads in the memory of one process: the same promises as in Redis, for tests. */
public final class InMemoryDownloads implements Downloads, DownloadQueue {

    private static final Duration ACCEPTED_DUE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<DownloadId, Download> downloads = new HashMap<>();
    private final Map<DownloadId, Long> acceptances = new HashMap<>();
    private final Map<DownloadId, Instant> due = new HashMap<>();
    private final Set<DownloadId> ended = new HashSet<>();
    private final Map<String, Used> keys = new HashMap<>();
    private final Semaphore hints = new Semaphore(0);

    public InMemoryDownloads(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        Optional<Used> earlier = key.map(name -> keys.get(download.owner() + ":" + name.value()));
        if (earlier.isPresent()) {
            Download accepted = earlier.get().download();
            return earlier.get().fingerprint().equals(key.get().fingerprint())
                    ? new Submission.Repeated(downloads.getOrDefault(accepted.id(), accepted))
                    : new Submission.KeyReused();
        }
        List<Download> active = list(download.owner()).stream().filter(other -> !other.isEnded()).toList();
        if (active.size() >= limits.activePerOwner()) {
            return new Submission.LimitReached(active);
        }
        if (due.size() >= limits.unended()) {
            return new Submission.QueueFull();
        }
        Download accepted = record(download, ACCEPTED_DUE);
        key.ifPresent(name -> keys.put(download.owner() + ":" + name.value(), new Used(name.fingerprint(), accepted)));
        return new Submission.Accepted(accepted);
    }

    @Override
    public synchronized Optional<Download> find(Owner owner, DownloadId id) {
        return Optional.ofNullable(downloads.get(id)).filter(download -> download.owner().equals(owner));
    }

    @Override
    public synchronized Optional<Download> find(DownloadId id) {
        return Optional.ofNullable(downloads.get(id));
    }

    @Override
    public synchronized DownloadPage page(Owner owner, OptionalLong from, int most) {
        List<Download> older = downloads.values().stream()
                .filter(download -> download.owner().equals(owner))
                .filter(download -> from.isEmpty() || acceptances.get(download.id()) <= from.getAsLong())
                .sorted(Comparator.<Download, Long>comparing(download -> acceptances.get(download.id())).reversed())
                .toList();
        return new DownloadPage(older.stream().limit(most).toList(), older.size() > most
                ? OptionalLong.of(acceptances.get(older.get(most).id()))
                : OptionalLong.empty());
    }

    @Override
    public synchronized Optional<Download> replace(Download next, Duration dueIn) {
        return isCurrent(next) ? Optional.of(record(next, dueIn)) : Optional.empty();
    }

    @Override
    public synchronized boolean remove(Download seen) {
        return isCurrent(seen) && downloads.remove(seen.id()) != null;
    }

    @Override
    public synchronized Optional<Download> restore(Download lost, Duration dueIn) {
        return downloads.containsKey(lost.id()) || ended.contains(lost.id())
                ? Optional.empty()
                : Optional.of(record(lost, dueIn));
    }

    @Override
    public synchronized Due due(int most) {
        Instant now = clock.instant();
        List<DownloadId> ripe = due.keySet().stream()
                .filter(id -> !due.get(id).isAfter(now))
                .sorted(Comparator.comparing(due::get))
                .limit(most)
                .toList();
        Duration untilNext = due.entrySet().stream()
                .filter(entry -> !ripe.contains(entry.getKey()))
                .map(entry -> Duration.between(now, entry.getValue()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofDays(1));
        return new Due(ripe.stream().map(downloads::get).toList(), untilNext.isNegative() ? Duration.ZERO : untilNext);
    }

    @Override
    public synchronized List<Standing> standings(List<Key> wanted) {
        return wanted.stream()
                .map(key -> ended.contains(key.id())
                        ? Standing.ENDED
                        : downloads.containsKey(key.id()) ? Standing.ACTIVE : Standing.LOST)
                .toList();
    }

    @Override
    public void wake() {
        hints.release();
    }

    @Override
    public boolean awaitWake(Duration atMost) {
        try {
            return hints.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** All is lost, as when Redis comes back without its disk. */
    public synchronized void loseEverything() {
        downloads.clear();
        due.clear();
        ended.clear();
        keys.clear();
    }

    private boolean isCurrent(Download seen) {
        Download current = downloads.get(seen.id());
        return current != null && current.version() == seen.version();
    }

    private Download record(Download next, Duration dueIn) {
        Instant now = clock.instant();
        Download recorded = next.recorded(
                Math.max(next.version() + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now)));
        downloads.put(next.id(), recorded);
        acceptances.computeIfAbsent(next.id(), accepted -> acceptances.size() + 1L);
        if (next.isEnded()) {
            due.remove(next.id());
            ended.add(next.id());
        } else {
            due.put(next.id(), now.plus(dueIn));
        }
        return recorded;
    }

    private record Used(String fingerprint, Download download) {}
}
