package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.metrics.Meters;
import org.downloadmanager.worker.publishing.DownloadEventPublisher;

import io.quarkus.logging.Log;

/** Takes downloads up as long as there are free slots, and lets go of them in good order. Safe for all threads. */
@Singleton
public class Runner {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration ROOM_ANNOUNCED_EVERY = Duration.ofMillis(500);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final Downloads downloads;
    private final WorkQueue queue;
    private final Downloads leases;
    private final DownloadEventPublisher events;
    private final Catalog catalog;
    private final Generators generators;
    private final FileStore files;
    private final DownloadsConfig downloadsConfig;
    private final WorkerConfig config;
    private final Clock clock;
    private final Meters meters;
    private final RetryPolicy policy;
    private final FailureHandler failureHandler;
    private final Slots slots;

    private final Map<Attempt, Place> running = new ConcurrentHashMap<>();
    private final Set<Attempt> ending = ConcurrentHashMap.newKeySet();
    /** Somebody waits to see that these go on. */
    private final BlockingQueue<Attempt> goingOn = new LinkedBlockingQueue<>();
    /** Ends attempts whose own thread may be past hearing; such an end may have to wait for Kafka or Redis. */
    private final ExecutorService enders = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ender");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Consumer<DownloadId> endListener = id -> {};
    private volatile boolean stopping;

    Runner(Downloads downloads, WorkQueue queue, @LeaseRedis Downloads leases, DownloadEventPublisher events,
            Catalog catalog, Generators generators, FileStore files, DownloadsConfig downloadsConfig,
            WorkerConfig config, Clock clock, Meters meters) {
        this.downloads = downloads;
        this.queue = queue;
        this.leases = leases;
        this.events = events;
        this.catalog = catalog;
        this.generators = generators;
        this.files = files;
        this.downloadsConfig = downloadsConfig;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.policy = new RetryPolicy(config.retry(), bound -> ThreadLocalRandom.current().nextLong(bound));
        this.failureHandler = new FailureHandler(policy, events, downloadsConfig, clock, meters);
        this.slots = new Slots(config.slots());
        slots.measure(meters);
    }

    /** Who wants to know of every download that ended here. */
    public void onEnd(Consumer<DownloadId> listener) {
        endListener = listener;
    }

    /**
     * Takes up a download that Kafka brought. Without a free slot it stays in line, and an idle worker is woken; what
     * others have in hand already is left alone, what the store has lost is restored unless it is past its deadline.
     */
    public void offer(Download command) {
        if (command.deadline().isBefore(clock.instant())) {
            if (downloads.find(command.owner(), command.id()).isEmpty()) {
                endListener.accept(command.id());
            }
            return;
        }
        if (!start(command) && !isKnown(command)) {
            queue.restore(command, Duration.ZERO).ifPresent(restored -> {
                Log.warnf("Download restored from its command: downloadId=%s", restored.id());
                if (!start(restored)) {
                    queue.wake();
                }
            });
        }
    }

    /**
     * Takes up a download that is due. For one that must run alone and has waited for that long enough, it waits until
     * there is room.
     *
     * @return whether that changed anything
     */
    boolean take(Download due, boolean mayTakeOverExpiredLeases) throws InterruptedException {
        if (due.deadline().isBefore(clock.instant())) {
            return end(due, FailureHandler.DEADLINE_EXCEEDED);
        }
        if (due.lease().isEmpty()) {
            return policy.requiresIsolation(due.retryState()) ? startAlone(due) : start(due);
        }
        return mayTakeOverExpiredLeases && takeOver(due);
    }

    private boolean startAlone(Download due) throws InterruptedException {
        Optional<Slots.SlotPermit> all = slots.tryAcquireAll(Duration.ZERO);
        if (all.isPresent()) {
            return start(due, all.get());
        }
        return policy.mayForceDrain(due, clock.instant()) && nobodyRunsAlone() && drainFor(due);
    }

    private boolean nobodyRunsAlone() {
        return running.keySet().stream().map(Attempt::claim)
                .noneMatch(claim -> claim.isHeld() && policy.requiresIsolation(claim.download().retryState()));
    }

    /**
     * Takes up nothing else, and hands over what runs here, until there is room. While somebody is at it the download
     * gets a new version again and again, so that it deserves room with nobody else; who has room can take it all the
     * same.
     */
    private boolean drainFor(Download lonely) throws InterruptedException {
        try {
            Optional<Download> waiting = downloads.replace(lonely, Duration.ZERO);
            waiting.ifPresent(download -> Log.infof("Room is made: downloadId=%s, running=%d", download.id(),
                    running.size()));
            while (waiting.isPresent()) {
                slots.reserve();
                running.keySet().forEach(Attempt::requestHandOver);
                Optional<Slots.SlotPermit> all = slots.tryAcquireAll(ROOM_ANNOUNCED_EVERY);
                if (all.isPresent()) {
                    return start(waiting.get(), all.get());
                }
                waiting = downloads.replace(waiting.get(), Duration.ZERO);
            }
            return false;
        } finally {
            slots.endReservation();
        }
    }

    private boolean takeOver(Download due) {
        Download expired = due.expireLease().orElseThrow();
        if (policy.givesUpAfterExpiredLease(expired.retryState())) {
            return end(due, FailureHandler.KILLS_WORKERS);
        }
        boolean taken = policy.goesOnAtOnce(expired.retryState()) ? start(expired) : putOff(expired);
        if (taken) {
            meters.takenOver(due);
            Log.infof("Lease expired: downloadId=%s, worker=%s, expiredLeases=%d", due.id(),
                    due.lease().orElseThrow().holder(),
                    expired.retryState().expiredLeases());
        }
        return taken;
    }

    private boolean putOff(Download expired) {
        Optional<Download> later = downloads.replace(expired, policy.delay(expired.retryState()));
        later.ifPresent(events::publish);
        return later.isPresent();
    }

    private boolean start(Download pending) {
        return slots.tryAcquire().filter(permit -> start(pending, permit)).isPresent();
    }

    private boolean start(Download pending, Slots.SlotPermit permit) {
        Optional<Download> claimed = Optional.empty();
        try {
            claimed = stopping
                    ? Optional.empty()
                    : pending.claim(config.name())
                            .flatMap(claim -> queue.claim(claim, downloadsConfig.lease(), concurrencyLimit(pending)));
        } finally {
            if (claimed.isEmpty()) {
                permit.release();
            }
        }
        claimed.ifPresent(download -> launch(download, permit));
        return claimed.isPresent();
    }

    /** So many at a time may read from one source. */
    private Optional<ConcurrencyLimit> concurrencyLimit(Download download) {
        return catalog.find(download.request().export()).flatMap(Export::query).map(catalog::source)
                .map(source -> new ConcurrencyLimit(source.name(), source.maxConcurrent()));
    }

    private void launch(Download claimed, Slots.SlotPermit permit) {
        Log.infof("Download moved: downloadId=%s, owner=%s, attempt=%d, to=PROCESSING", claimed.id(),
                claimed.owner(), claimed.attempt());
        meters.claimed(claimed);
        events.publish(claimed);
        Claim claim = new Claim(leases, queue, claimed, downloadsConfig.lease(), meters);
        Optional<Format> format = Format.named(claimed.request().format());
        Optional<Export> export = catalog.find(claimed.request().export())
                .filter(known -> format.filter(known.formats()::contains).isPresent());
        if (export.isEmpty()) {
            runAsync(claimed.id(), () -> {
                Optional<Download> ended = failureHandler.giveUp(claim, FailureHandler.UNKNOWN_EXPORT);
                permit.release();
                ended.ifPresent(this::settled);
            });
            return;
        }
        Attempt attempt = new Attempt(claim, export.get(), format.get(),
                generators.of(export.get(), format.get().extension()), files, failureHandler, goingOn::add);
        // A platform thread: drivers and file systems block in native code, where a virtual thread holds on to its
        // carrier, so that a few long exports would keep all short ones from running.
        Thread thread = new Thread(() -> run(attempt, permit), "download-" + claimed.id());
        running.put(attempt, new Place(thread, permit));
        if (stopping) {
            attempt.requestHandOver();
        }
        thread.start();
    }

    private void run(Attempt attempt, Slots.SlotPermit permit) {
        LogContext.enter(attempt.claim().download().id());
        Optional<Download> settled = Optional.empty();
        try {
            settled = attempt.make();
        } finally {
            running.remove(attempt);
            permit.release();
            settled.ifPresent(this::settled);
        }
    }

    /** Its next state was decided here: everybody may know. */
    private void settled(Download download) {
        Log.infof("Download moved: downloadId=%s, owner=%s, attempt=%d, to=%s", download.id(), download.owner(),
                download.attempt(), download.stateName());
        events.publish(download);
        if (download.isEnded()) {
            meters.ended(download);
            endListener.accept(download.id());
        } else {
            // If it was handed over somebody else can go on at once.
            queue.wake();
        }
    }

    private boolean isKnown(Download command) {
        Optional<Download> found = downloads.find(command.owner(), command.id());
        if (found.filter(Download::isPending).isPresent()) {
            queue.wake();
        }
        return found.isPresent();
    }

    private boolean end(Download unended, Failure failure) {
        if (!events.publishDeadLetter(new DeadLetter(unended, failure))) {
            return false;
        }
        Optional<Download> ended = unended.fail(failure).flatMap(next -> downloads.replace(next, Duration.ZERO));
        ended.ifPresent(this::settled);
        return ended.isPresent();
    }

    /** Renews all leases, and ends what must not go on. Does not wait for anything but the store. */
    void renewLeases() {
        running.keySet().forEach(this::renewLease);
    }

    /** Renews the lease of the next interrupted download that goes on, if one does in that time. */
    void renewLeaseOfNextToGoOn(Duration atMost) throws InterruptedException {
        Optional.ofNullable(goingOn.poll(atMost.toNanos(), TimeUnit.NANOSECONDS)).ifPresent(this::renewLease);
    }

    private void renewLease(Attempt attempt) {
        LogContext.enter(attempt.claim().download().id());
        try {
            Optional.ofNullable(running.get(attempt)).ifPresent(place -> renewLease(attempt, place.permit));
        } catch (RuntimeException e) {
            Log.errorf(e, "Lease not renewed: downloadId=%s", attempt.claim().download().id());
        } finally {
            LogContext.leave();
        }
    }

    private void renewLease(Attempt attempt, Slots.SlotPermit permit) {
        attempt.renewLease().ifPresent(events::publish);
        if (attempt.claim().isHeld() && !policy.requiresIsolation(attempt.claim().download().retryState())) {
            permit.releaseAllButOne();
        }
        if (attempt.ignoresInterrupt(STOPS_WITHIN)) {
            permit.markStuck();
        }
        Optional<Failure> overdue = attempt.overdue(clock.instant());
        if (overdue.isPresent()) {
            endEarly(attempt, () -> failureHandler.giveUp(attempt.claim(), overdue.get()));
        } else if (attempt.isStalled(config.stallTimeout())) {
            endEarly(attempt, () -> failureHandler.failed(attempt.claim(), FailureHandler.STALLED));
        }
    }

    private void endEarly(Attempt attempt, Supplier<Optional<Download>> end) {
        if (attempt.claim().isHeld() && ending.add(attempt)) {
            runAsync(attempt.claim().download().id(), () -> {
                try {
                    end.get().ifPresent(this::settled);
                    attempt.interrupt();
                } finally {
                    ending.remove(attempt);
                }
            });
        }
    }

    private void runAsync(DownloadId id, Runnable task) {
        enders.execute(() -> {
            LogContext.enter(id);
            try {
                task.run();
            } finally {
                LogContext.leave();
            }
        });
    }

    Slots slots() {
        return slots;
    }

    public List<Download> running() {
        return running.keySet().stream().map(attempt -> attempt.claim().download()).toList();
    }

    /**
     * Takes up nothing new and hands over everything: each download at the next checkpoint of its generator, or as of
     * its last one when that does not come in time.
     */
    public void handOverAll() throws InterruptedException {
        stopping = true;
        running.keySet().forEach(Attempt::requestHandOver);
        long until = System.nanoTime() + config.handOverTimeout().toNanos();
        for (Place place : running.values()) {
            TimeUnit.NANOSECONDS.timedJoin(place.thread, Math.max(1, until - System.nanoTime()));
        }
        for (Attempt attempt : running.keySet()) {
            // On a thread of its own: when the store is away nothing can be handed over, and the leases just lapse.
            runAsync(attempt.claim().download().id(), () -> {
                attempt.handOver().ifPresent(this::settled);
                attempt.interrupt();
            });
        }
        enders.shutdown();
        enders.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Place(Thread thread, Slots.SlotPermit permit) {}
}
