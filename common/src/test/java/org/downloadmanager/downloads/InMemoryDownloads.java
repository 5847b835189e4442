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

/** Downloads in the memory of one process: the same promises as in Redis, for tests. */
public final class InMemoryDownloads implements Downloads, WorkQueue, QueueStats {

    private static final Duration BEHIND_EACH_OTHER = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<DownloadId, Download> downloads = new HashMap<>();
    private final Map<DownloadId, Long> acceptances = new HashMap<>();
    private final Map<DownloadId, Instant> due = new HashMap<>();
    private final Map<DownloadId, Instant> ranks = new HashMap<>();
    private final Set<DownloadId> line = new HashSet<>();
    private final Map<DownloadId, String> inside = new HashMap<>();
    private final Map<DownloadId, String> parked = new HashMap<>();
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
        Download accepted = record(download, Duration.ZERO);
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
    public synchronized Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit) {
        DownloadId id = claimed.id();
        if (limit.isPresent() && isCurrent(claimed)) {
            String name = limit.get().name();
            long others = inside.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(name) && !entry.getKey().equals(id)).count();
            if (others >= limit.get().most()) {
                line.remove(id);
                parked.put(id, name);
                due.put(id, clock.instant().plusSeconds(60));
                return Optional.empty();
            }
            inside.put(id, name);
            parked.remove(id);
        }
        return replace(claimed, lease);
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
                .toList();
        Duration untilNext = due.entrySet().stream()
                .filter(entry -> !ripe.contains(entry.getKey()))
                .map(entry -> Duration.between(now, entry.getValue()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofDays(1));
        return new Due(Stream.concat(ripe.stream(), line.stream().sorted(Comparator.comparing(ranks::get)))
                .distinct().limit(most).map(downloads::get).toList(),
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
                id -> (int) line.stream().filter(other -> ranks.get(other).isBefore(ranks.get(id))).count()));
    }

    @Override
    public synchronized QueueSnapshot snapshot() {
        Instant now = clock.instant();
        return new QueueSnapshot(line.size(),
                line.stream().min(Comparator.comparing(ranks::get))
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

    /** All is lost, as when Redis comes back without its disk. */
    public synchronized void loseEverything() {
        downloads.clear();
        due.clear();
        line.clear();
        inside.clear();
        parked.clear();
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
        boolean waits = !next.isEnded() && next.lease().isEmpty() && dueIn.isZero();
        acceptances.computeIfAbsent(next.id(), accepted -> acceptances.size() + 1L);
        if (next.isEnded()) {
            due.remove(next.id());
            ended.add(next.id());
        } else {
            due.put(next.id(), waits ? next.deadline() : now.plus(dueIn));
        }
        if (waits) {
            ranks.putIfAbsent(next.id(), now);
            line.add(next.id());
        } else {
            line.remove(next.id());
        }
        if (next.lease().isEmpty()) {
            leaveRoom(next.id());
        }
        return recorded;
    }

    private void leaveRoom(DownloadId id) {
        parked.remove(id);
        String room = inside.remove(id);
        if (room != null) {
            parked.keySet().stream().filter(other -> parked.get(other).equals(room))
                    .min(Comparator.comparing(ranks::get)).ifPresent(called -> {
                        parked.remove(called);
                        line.add(called);
                        wake();
                    });
        }
    }

    private record Used(String fingerprint, Download download) {}
}
