package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.LogContext;
import org.downloadmanager.worker.execution.Slots.SlotPermit;
import org.downloadmanager.worker.metrics.Meters;

/**
 * Owns the slots of a worker and the threads of its attempts. A stopping executor starts nothing and hands everything
 * over. Safe for all threads.
 */
@Singleton
public class DownloadExecutor implements ExecutionSlots {

    private static final Duration FORCED_HAND_OVER_TIMEOUT = Duration.ofSeconds(2);

    private final AttemptFactory attempts;
    private final FailureHandler failureHandler;
    private final DownloadReporter reporter;
    private final RetryPolicy retries;
    private final WorkerConfig config;
    private final Slots slots;

    private final Map<Attempt, Execution> running = new ConcurrentHashMap<>();
    private final Set<Attempt> ending = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Attempt> resumed = new LinkedBlockingQueue<>();
    /** Ends attempts whose own thread may ignore an interrupt. Such an end may have to wait for Kafka or Redis. */
    private final ExecutorService enders = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ender");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopping;

    DownloadExecutor(AttemptFactory attempts, FailureHandler failureHandler, DownloadReporter reporter,
            RetryPolicy retries, WorkerConfig config, Meters meters) {
        this.attempts = attempts;
        this.failureHandler = failureHandler;
        this.reporter = reporter;
        this.retries = retries;
        this.config = config;
        this.slots = new Slots(config.slots());
        slots.measure(meters);
    }

    @Override
    public boolean runsIsolated() {
        return running.keySet().stream().map(Attempt::claim)
                .anyMatch(claim -> claim.isHeld() && retries.requiresIsolation(claim.download().retryState()));
    }

    @Override
    public Outcome tryStart(Supplier<Optional<Download>> claim) {
        return start(slots.tryAcquire(), claim);
    }

    @Override
    public Outcome tryStartIsolated(Supplier<Optional<Download>> claim) {
        return start(slots.tryAcquireAll(), claim);
    }

    @Override
    public Outcome drainAndStartIsolated(Supplier<Optional<Download>> claim, Duration timeout)
            throws InterruptedException {
        slots.reserve();
        running.keySet().forEach(attempt -> attempt.control().requestHandOver());
        return start(slots.tryAcquireAll(timeout), claim);
    }

    @Override
    public void endDrain() {
        slots.endReservation();
    }

    private Outcome start(Optional<SlotPermit> permit, Supplier<Optional<Download>> claim) {
        return permit.map(acquired -> start(acquired, claim)).orElse(Outcome.NO_CAPACITY);
    }

    private Outcome start(SlotPermit permit, Supplier<Optional<Download>> claim) {
        Optional<Download> claimed = Optional.empty();
        try {
            claimed = stopping ? Optional.empty() : claim.get();
        } finally {
            if (claimed.isEmpty()) {
                permit.release();
            }
        }
        claimed.ifPresent(download -> launch(download, permit));
        return claimed.isPresent() ? Outcome.STARTED : Outcome.NOT_CLAIMED;
    }

    private void launch(Download claimed, SlotPermit permit) {
        Claim claim = attempts.claim(claimed);
        attempts.attempt(claim, resumed::add).ifPresentOrElse(
                attempt -> launch(attempt, permit),
                () -> runAsync(claimed.id(), () -> {
                    Optional<Download> ended = failureHandler.giveUp(claim, FailureHandler.UNKNOWN_EXPORT);
                    permit.release();
                    ended.ifPresent(reporter::settled);
                }));
    }

    private void launch(Attempt attempt, SlotPermit permit) {
        // A platform thread: drivers and file systems block in native code, where a virtual thread pins its carrier.
        // A few long exports would then block all short ones.
        Thread thread = new Thread(() -> run(attempt, permit), "download-" + attempt.claim().download().id());
        running.put(attempt, new Execution(attempt, thread, permit));
        if (stopping) {
            attempt.control().requestHandOver();
        }
        thread.start();
    }

    private void run(Attempt attempt, SlotPermit permit) {
        LogContext.enter(attempt.claim().download().id());
        Optional<Download> settled = Optional.empty();
        try {
            settled = attempt.run();
        } finally {
            running.remove(attempt);
            permit.release();
            settled.ifPresent(reporter::settled);
        }
    }

    /** Records an early end of an attempt on another thread, then interrupts the generator. */
    void endEarly(Attempt attempt, Supplier<Optional<Download>> end) {
        if (attempt.claim().isHeld() && ending.add(attempt)) {
            runAsync(attempt.claim().download().id(), () -> {
                try {
                    end.get().ifPresent(reporter::settled);
                    attempt.control().interrupt();
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

    Collection<Execution> executions() {
        return running.values();
    }

    /** The next resumed download that made progress, if there is one within the timeout. */
    Optional<Execution> awaitResumed(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(resumed.poll(timeout.toNanos(), TimeUnit.NANOSECONDS)).map(running::get);
    }

    Slots slots() {
        return slots;
    }

    public List<Download> running() {
        return running.keySet().stream().map(attempt -> attempt.claim().download()).toList();
    }

    /**
     * Starts nothing more and hands over everything: each download at the next checkpoint of its generator, or as of its
     * last one when the next comes too late.
     */
    public void handOverAll() throws InterruptedException {
        stopping = true;
        running.keySet().forEach(attempt -> attempt.control().requestHandOver());
        long until = System.nanoTime() + config.handOverTimeout().toNanos();
        for (Execution execution : running.values()) {
            TimeUnit.NANOSECONDS.timedJoin(execution.thread(), Math.max(1, until - System.nanoTime()));
        }
        for (Attempt attempt : running.keySet()) {
            // Without the store nothing can be handed over, and the leases expire; the other threads must not wait.
            runAsync(attempt.claim().download().id(), () -> {
                attempt.handOver().ifPresent(reporter::settled);
                attempt.control().interrupt();
            });
        }
        enders.shutdown();
        enders.awaitTermination(FORCED_HAND_OVER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An attempt with the thread that runs it and its share of the slots. */
    record Execution(Attempt attempt, Thread thread, SlotPermit permit) {}
}
