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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Downloads in memory, with the same contract as in Redis, for tests. */
public final class InMemoryDownloads implements Downloads, WorkQueue, QueueStats {

    private static final Duration BEHIND_EACH_OTHER = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<DownloadId, Download> downloads = new HashMap<>();
    private final Map<DownloadId, Long> acceptances = new HashMap<>();
    private final Map<DownloadId, Instant> due = new HashMap<>();
    private final Map<DownloadId, Instant> ranks = new HashMap<>();
    private final Set<DownloadId> queued = new HashSet<>();
    private final Map<DownloadId, String> inUse = new HashMap<>();
    private final Map<DownloadId, String> blocked = new HashMap<>();
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
        if (due.size() >= limits.activeTotal()) {
            return new Submission.QueueFull();
        }
        ranks.put(download.id(), clock.instant().plus(BEHIND_EACH_OTHER.multipliedBy(active.size())));
        Download accepted = record(download, Placement.queued());
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
    public synchronized DownloadPage page(Owner owner, OptionalLong from, int limit) {
        List<Download> older = downloads.values().stream()
                .filter(download -> download.owner().equals(owner))
                .filter(download -> from.isEmpty() || acceptances.get(download.id()) <= from.getAsLong())
                .sorted(Comparator.<Download, Long>comparing(download -> acceptances.get(download.id())).reversed())
                .toList();
        return new DownloadPage(older.stream().limit(limit).toList(), older.size() > limit
                ? OptionalLong.of(acceptances.get(older.get(limit).id()))
                : OptionalLong.empty());
    }

    @Override
    public synchronized Optional<Download> replace(Download next, Placement placement) {
        return isCurrent(next) ? Optional.of(record(next, placement)) : Optional.empty();
    }

    @Override
    public synchronized Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit) {
        DownloadId id = claimed.id();
        if (limit.isPresent() && isCurrent(claimed)) {
            String name = limit.get().name();
            long others = inUse.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(name) && !entry.getKey().equals(id)).count();
            if (others >= limit.get().permits()) {
                queued.remove(id);
                blocked.put(id, name);
                due.put(id, clock.instant().plusSeconds(60));
                return Optional.empty();
            }
            inUse.put(id, name);
            blocked.remove(id);
        }
        return replace(claimed, Placement.leasedFor(lease));
    }

    @Override
    public synchronized boolean remove(Download seen) {
        return isCurrent(seen) && downloads.remove(seen.id()) != null;
    }

    @Override
    public synchronized Optional<Download> restore(Download lost, Placement placement) {
        return downloads.containsKey(lost.id()) || ended.contains(lost.id())
                ? Optional.empty()
                : Optional.of(record(lost, placement));
    }

    @Override
    public synchronized Due due(int limit) {
        Instant now = clock.instant();
        List<DownloadId> ripe = due.keySet().stream()
                .filter(id -> !due.get(id).isAfter(now))
                .sorted(Comparator.comparing(due::get))
                .toList();
        Duration untilNext = due.entrySet().stream()
                .filter(entry -> !ripe.contains(entry.getKey()))
                .map(entry -> Duration.between(now, entry.getValue()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofDays(1));
        return new Due(Stream.concat(ripe.stream(), queued.stream().sorted(Comparator.comparing(ranks::get)))
                .distinct().limit(limit).map(downloads::get).toList(),
                untilNext.isNegative() ? Duration.ZERO : untilNext);
    }

    @Override
    public synchronized List<TrackingStatus> statuses(List<Key> wanted) {
        return wanted.stream()
                .map(key -> ended.contains(key.id())
                        ? TrackingStatus.ENDED
                        : downloads.containsKey(key.id()) ? TrackingStatus.ACTIVE : TrackingStatus.MISSING)
                .toList();
    }

    @Override
    public synchronized Map<DownloadId, Integer> ahead(List<Download> wanted) {
        return wanted.stream().filter(Download::isPending).map(Download::id).collect(Collectors.toMap(id -> id,
                id -> (int) queued.stream().filter(other -> ranks.get(other).isBefore(ranks.get(id))).count()));
    }

    @Override
    public synchronized QueueSnapshot snapshot() {
        Instant now = clock.instant();
        return new QueueSnapshot(queued.size(),
                queued.stream().min(Comparator.comparing(ranks::get))
                        .map(first -> Duration.between(downloads.get(first).updatedAt(), now)).orElse(Duration.ZERO),
                (int) due.keySet().stream()
                        .filter(id -> downloads.get(id).lease().isPresent() && due.get(id).isAfter(now)).count(),
                due.size());
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

    /** Loses everything, as when Redis restarts without its disk. */
    public synchronized void loseEverything() {
        downloads.clear();
        due.clear();
        queued.clear();
        inUse.clear();
        blocked.clear();
        ended.clear();
        keys.clear();
    }

    private boolean isCurrent(Download seen) {
        Download current = downloads.get(seen.id());
        return current != null && current.version() == seen.version();
    }

    private Download record(Download next, Placement placement) {
        placement.requireFor(next);
        Instant now = clock.instant();
        Download recorded = next.recorded(
                Math.max(next.version() + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now)));
        downloads.put(next.id(), recorded);
        acceptances.computeIfAbsent(next.id(), accepted -> acceptances.size() + 1L);
        Optional<Instant> nextDue = placement.fold(() -> Optional.of(next.deadline()),
                backoff -> Optional.of(now.plus(backoff)), lease -> Optional.of(now.plus(lease)), Optional::empty);
        nextDue.ifPresentOrElse(at -> due.put(next.id(), at), () -> {
            due.remove(next.id());
            ended.add(next.id());
        });
        queued.remove(next.id());
        if (placement.equals(Placement.queued())) {
            ranks.putIfAbsent(next.id(), now);
            queued.add(next.id());
        }
        if (next.lease().isEmpty()) {
            releasePermit(next.id());
        }
        return recorded;
    }

    private void releasePermit(DownloadId id) {
        blocked.remove(id);
        String limit = inUse.remove(id);
        if (limit != null) {
            blocked.keySet().stream().filter(other -> blocked.get(other).equals(limit))
                    .min(Comparator.comparing(ranks::get)).ifPresent(unblocked -> {
                        blocked.remove(unblocked);
                        queued.add(unblocked);
                        wake();
                    });
        }
    }

    private record Used(String fingerprint, Download download) {}
}
