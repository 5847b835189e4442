package org.downloadmanager.supervision;

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
 * The essential threads of a process. A lost thread is not visible from outside, so the process exits, and its platform
 * restarts it.
 */
@Singleton
public class ThreadSupervisor {

    private static final int EXIT_CODE = 3;
    private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

    private final Runnable end;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final List<SupervisedThread> threads = new CopyOnWriteArrayList<>();

    @Inject
    ThreadSupervisor() {
        this(() -> Quarkus.asyncExit(EXIT_CODE));
    }

    /** @param end begins an orderly shutdown of this process and returns at once */
    public ThreadSupervisor(Runnable end) {
        this.end = end;
    }

    /** A thread whose iterations may take any time. */
    public SupervisedThread thread(String name, SupervisedThread.Iteration iteration) {
        return thread(name, UNLIMITED, iteration);
    }

    /** @param maxDuration of an iteration, after which the thread counts as unhealthy */
    public SupervisedThread thread(String name, Duration maxDuration, SupervisedThread.Iteration iteration) {
        SupervisedThread thread = new SupervisedThread(name, maxDuration, iteration, this::endProcess);
        threads.add(thread);
        return thread;
    }

    /** Whether each thread is healthy, by name. */
    public Map<String, Boolean> health() {
        return threads.stream().collect(Collectors.toMap(SupervisedThread::name, SupervisedThread::isHealthy));
    }

    /** Shuts this process down in order; its platform restarts it. */
    public void endProcess(String why) {
        if (ending.compareAndSet(false, true)) {
            Log.errorf("This process ends, to be restarted: %s", why);
            end.run();
        }
    }
}
