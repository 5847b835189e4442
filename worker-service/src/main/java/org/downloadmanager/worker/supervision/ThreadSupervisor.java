package org.downloadmanager.worker.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;

/**
 * The threads without which a worker is useless. Nobody sees from outside that one of them is gone, so a worker that
 * loses one ends, and whoever watches over it starts a whole one.
 */
@Singleton
public class ThreadSupervisor {

    private static final int EXIT_TO_BE_RESTARTED = 3;
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Runnable end;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final List<SupervisedThread> threads = new CopyOnWriteArrayList<>();

    @Inject
    ThreadSupervisor() {
        this(() -> Quarkus.asyncExit(EXIT_TO_BE_RESTARTED));
    }

    /** @param end makes this process end in good order, and does not wait for that */
    public ThreadSupervisor(Runnable end) {
        this.end = end;
    }

    /** One whose rounds may take as long as they like. */
    public SupervisedThread thread(String name, SupervisedThread.Iteration iteration) {
        return thread(name, FOREVER, iteration);
    }

    /** @param longestRound after which it counts as dead */
    public SupervisedThread thread(String name, Duration longestRound, SupervisedThread.Iteration iteration) {
        SupervisedThread thread = new SupervisedThread(name, longestRound, iteration, this::endWorker);
        threads.add(thread);
        return thread;
    }

    /** Whether each is as it should be, by name. */
    public Map<String, Boolean> health() {
        return threads.stream().collect(Collectors.toMap(SupervisedThread::name, SupervisedThread::isHealthy));
    }

    /** Hands everything over and ends this process. */
    public void endWorker(String why) {
        if (ending.compareAndSet(false, true)) {
            Log.errorf("This worker ends, to be started again: %s", why);
            end.run();
        }
    }
}
