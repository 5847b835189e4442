package org.downloadmanager.worker.running;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadQueue;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.worker.events.Announcements;
import org.downloadmanager.worker.generation.Generators;

import io.quarkus.logging.Log;

/** Takes downloads up as long as there are free slots, and lets go of them in good order. Safe for all threads. */
@Singleton
public class Runner {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final Downloads downloads;
    private final DownloadQueue queue;
    private final Downloads leases;
    private final Announcements announcements;
    private final Catalog catalog;
    private final Generators generators;
    private final FileStore files;
    private final DownloadsConfig downloadsConfig;
    private final WorkerConfig config;
    private final Clock clock;
    private final RetryPolicy policy;
    private final Endings endings;
    private final Slots slots;

    private final Map<Attempt, Thread> running = new ConcurrentHashMap<>();
    private final Set<Attempt> ending = ConcurrentHashMap.newKeySet();
    /** Ends attempts whose own thread may be past hearing; such an end may have to wait for Kafka or Redis. */
    private final ExecutorService enders = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ender");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Consumer<DownloadId> endListener = id -> {};
    private volatile boolean stopping;

    Runner(Downloads downloads, DownloadQueue queue, @OwnConnection Downloads leases, Announcements announcements,
            Catalog catalog, Generators generators, FileStore files, DownloadsConfig downloadsConfig,
            WorkerConfig config, Clock clock) {
        this.downloads = downloads;
        this.queue = queue;
        this.leases = leases;
        this.announcements = announcements;
        this.catalog = catalog;
        this.generators = generators;
        this.files = files;
        this.downloadsConfig = downloadsConfig;
        this.config = config;
        this.clock = clock;
        this.policy = new RetryPolicy(config.retry(), bound -> ThreadLocalRandom.current().nextLong(bound));
        this.endings = new Endings(policy, announcements, downloadsConfig, clock);
        this.slots = new Slots(config.slots());
    }

    /** Who wants to know of every download that ended here. */
    public void onEnd(Consumer<DownloadId> listener) {
        endListener = listener;
    }

    /**
     * Takes up a download that Kafka brought. Without a free slot it becomes due at once and an idle worker is woken;
     * what others have in hand already is left alone, what the store has lost is restored unless it is past its deadline.
     */
    public void offer(Download command) {
        if (command.deadline().isBefore(clock.instant())) {
            if (downloads.find(command.owner(), command.id()).isEmpty()) {
                endListener.accept(command.id());
            }
            return;
        }
        if (!start(command, false) && !letOthersKnow(command)) {
            queue.restore(command, Duration.ZERO).ifPresent(restored -> {
                Log.warnf("Download restored from its command: downloadId=%s", restored.id());
                if (!start(restored, false)) {
                    queue.wake();
                }
            });
        }
    }

    /**
     * Takes up a download that is due.
     *
     * @return whether that changed anything
     */
    boolean take(Download due, boolean lapsedLeasesAreOfTheDead) {
        if (due.deadline().isBefore(clock.instant())) {
            return end(due, Endings.DEADLINE_EXCEEDED);
        }
        if (due.run().isEmpty()) {
            return start(due, policy.runsAlone(due.work()));
        }
        return lapsedLeasesAreOfTheDead && takeOver(due);
    }

    private boolean takeOver(Download due) {
        Download lapsed = due.lapse().orElseThrow();
        if (policy.givesUpAfterLapse(lapsed.work())) {
            return end(due, Endings.KILLS_WORKERS);
        }
        Log.infof("Lease lapsed: downloadId=%s, worker=%s, lapses=%d", due.id(), due.run().orElseThrow().worker(),
                lapsed.work().lapses());
        if (policy.goesOnAtOnce(lapsed.work())) {
            return start(lapsed, false);
        }
        Optional<Download> later = downloads.replace(lapsed, policy.delay(lapsed.work()));
        later.ifPresent(announcements::announce);
        return later.isPresent();
    }

    private boolean start(Download pending, boolean alone) {
        int taken = stopping ? 0 : slots.tryTake(alone);
        if (taken == 0) {
            return false;
        }
        Optional<Download> claimed = Optional.empty();
        try {
            claimed = pending.claim(config.name())
                    .flatMap(claim -> downloads.replace(claim, downloadsConfig.lease()));
        } finally {
            if (claimed.isEmpty()) {
                slots.giveBack(taken);
            }
        }
        claimed.ifPresent(download -> launch(download, taken));
        return claimed.isPresent();
    }

    private void launch(Download claimed, int slotsTaken) {
        Log.infof("Download moved: downloadId=%s, owner=%s, attempt=%d, to=PROCESSING", claimed.id(),
                claimed.owner(), claimed.attempt());
        announcements.announce(claimed);
        Claim claim = new Claim(leases, queue, claimed, downloadsConfig.lease());
        Optional<Format> format = Format.named(claimed.request().format());
        Optional<Export> export = catalog.find(claimed.request().export())
                .filter(known -> format.filter(known.formats()::contains).isPresent());
        if (export.isEmpty()) {
            enders.execute(() -> {
                Optional<Download> ended = endings.giveUp(claim, Endings.UNKNOWN_EXPORT);
                slots.giveBack(slotsTaken);
                ended.ifPresent(this::settled);
            });
            return;
        }
        Attempt attempt = new Attempt(claim, export.get(), format.get(),
                generators.of(export.get(), format.get().extension()), files, endings);
        // A platform thread: drivers and file systems block in native code, where a virtual thread holds on to its
        // carrier, so that a few long exports would keep all short ones from running.
        Thread thread = new Thread(() -> run(attempt, slotsTaken), "download-" + claimed.id());
        running.put(attempt, thread);
        thread.start();
    }

    private void run(Attempt attempt, int slotsTaken) {
        Optional<Download> settled = Optional.empty();
        try {
            settled = attempt.make();
        } finally {
            running.remove(attempt);
            ending.remove(attempt);
            slots.giveBack(slotsTaken);
            settled.ifPresent(this::settled);
        }
    }

    /** Its next state was decided here: everybody may know. */
    private void settled(Download download) {
        Log.infof("Download moved: downloadId=%s, owner=%s, attempt=%d, to=%s", download.id(), download.owner(),
                download.attempt(), download.stateName());
        announcements.announce(download);
        if (download.isEnded()) {
            endListener.accept(download.id());
        } else if (stopping) {
            // Handed over: somebody else can go on at once.
            queue.wake();
        }
    }

    private boolean letOthersKnow(Download waiting) {
        Optional<Download> recorded = downloads.replace(waiting, Duration.ZERO);
        recorded.ifPresent(download -> {
            queue.wake();
            announcements.announce(download);
        });
        return recorded.isPresent() || downloads.find(waiting.owner(), waiting.id()).isPresent();
    }

    private boolean end(Download unended, Failure failure) {
        if (!announcements.bury(new DeadLetter(unended, failure))) {
            return false;
        }
        Optional<Download> ended = unended.fail(failure).flatMap(next -> downloads.replace(next, Duration.ZERO));
        ended.ifPresent(this::settled);
        return ended.isPresent();
    }

    /** Renews all leases, and ends what must not go on. Does not wait for anything but the store. */
    void keepLeases() {
        for (Attempt attempt : running.keySet()) {
            attempt.keep().ifPresent(announcements::announce);
            Optional<Failure> overdue = attempt.overdue(clock.instant());
            if (overdue.isPresent()) {
                endEarly(attempt, () -> endings.giveUp(attempt.claim(), overdue.get()));
            } else if (attempt.standsStill(config.stallTimeout())) {
                endEarly(attempt, () -> endings.failed(attempt.claim(), Endings.STALLED));
            }
        }
    }

    private void endEarly(Attempt attempt, Supplier<Optional<Download>> end) {
        if (attempt.claim().isHeld() && ending.add(attempt)) {
            enders.execute(() -> {
                end.get().ifPresent(this::settled);
                attempt.interrupt();
            });
        }
    }

    /** How many slots are held by generators that were told to stop and did not. */
    int lostSlots() {
        return (int) running.keySet().stream().filter(attempt -> attempt.isDeaf(STOPS_WITHIN)).count();
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
        for (Thread thread : running.values()) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, until - System.nanoTime()));
        }
        for (Attempt attempt : running.keySet()) {
            // On a thread of its own: when the store is away nothing can be handed over, and the leases just lapse.
            enders.execute(() -> {
                attempt.handOver().ifPresent(this::settled);
                attempt.interrupt();
            });
        }
        enders.shutdown();
        enders.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
