package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ClusterException;
import org.downloadmanager.local.FaultProxy;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.downloadmanager.system.RedisInspector.Segment;
import org.downloadmanager.system.history.Entry.Broken;
import org.downloadmanager.system.history.Entry.Repeated;
import org.downloadmanager.system.history.Entry.Seen;
import org.downloadmanager.system.history.Fault;
import org.downloadmanager.system.history.History;

/**
 * Injects faults one after another, and two at a time with two threads, but never in the last process of a role; also
 * restarts crashed processes, as a platform would.
 */
final class SoakFaults {

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    /** Commands accepted earlier have reached Kafka by then: one that never did is lost with Redis, as documented. */
    private static final Duration UNTIL_COMMANDS_ARE_SAFE = Duration.ofSeconds(60);
    private static final Set<Fault> KEEP_COMMANDS_FROM_KAFKA = Set.of(Fault.KAFKA_KILLED, Fault.API_CUT_FROM_KAFKA,
            Fault.API_KILLED, Fault.API_STOPPED);

    private final Cluster cluster;
    private final History history;
    private final List<Integer> outageSeconds;
    private final Instant until;
    private final Set<String> inUse = new HashSet<>();
    private final Map<Fault, Instant> lastEnd = new HashMap<>();
    private boolean redisIsAboutToBeEmptied;

    SoakFaults(Cluster cluster, History history, List<Integer> outageSeconds, Instant until) {
        this.cluster = cluster;
        this.history = history;
        this.outageSeconds = outageSeconds;
        this.until = until;
    }

    /** Until the time is over; then everything is repaired. */
    void breakThings(Random random) {
        try {
            while (Instant.now().isBefore(until)) {
                TimeUnit.MILLISECONDS.sleep(random.nextLong(BETWEEN.toMillis()));
                Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
                int which = random.nextInt(100);
                int seconds = isOutage(fault)
                        ? outageSeconds.get(random.nextInt(outageSeconds.size()))
                        : 1 + random.nextInt(5);
                if (fault == Fault.REDIS_EMPTIED) {
                    awaitSafeCommands();
                }
                String part = reserve(fault, which);
                if (part != null) {
                    breakAndMend(fault, part, seconds);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no fault keeps commands from Kafka. */
    private void awaitSafeCommands() throws InterruptedException {
        synchronized (this) {
            redisIsAboutToBeEmptied = true;
        }
        while (!commandsAreSafe() && Instant.now().isBefore(until)) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static boolean isOutage(Fault fault) {
        return fault == Fault.KAFKA_KILLED || fault == Fault.REDIS_KILLED;
    }

    private synchronized String reserve(Fault fault, int which) {
        if (fault == Fault.REDIS_EMPTIED) {
            redisIsAboutToBeEmptied = false;
            if (!commandsAreSafe()) {
                return null;
            }
        } else if (redisIsAboutToBeEmptied && KEEP_COMMANDS_FROM_KAFKA.contains(fault)) {
            return null;
        }
        List<String> candidates = cluster.parts().stream().filter(part -> part.role() == role(fault))
                .filter(part -> part.isAlive() && !inUse.contains(part.name())).map(ManagedProcess::name).toList();
        boolean hasSibling = fault.name().startsWith("WORKER") || fault.name().startsWith("API");
        if (candidates.size() < (hasSibling ? 2 : 1)) {
            return null;
        }
        String chosen = candidates.get(which % candidates.size());
        inUse.add(chosen);
        return chosen;
    }

    private synchronized boolean commandsAreSafe() {
        Instant since = Instant.now().minus(UNTIL_COMMANDS_ARE_SAFE);
        return !inUse.contains("kafka") && inUse.stream().noneMatch(part -> part.startsWith("api"))
                && KEEP_COMMANDS_FROM_KAFKA.stream()
                        .noneMatch(fault -> lastEnd.getOrDefault(fault, Instant.MIN).isAfter(since));
    }

    private static Role role(Fault fault) {
        return switch (fault) {
            case WORKER_KILLED, WORKER_STOPPED, WORKER_FROZEN, WORKER_CUT_FROM_REDIS, WORKER_CUT_FROM_KAFKA ->
                Role.WORKER;
            case API_KILLED, API_STOPPED, API_CUT_FROM_REDIS, API_CUT_FROM_KAFKA -> Role.API;
            case KAFKA_KILLED -> Role.KAFKA;
            case REDIS_KILLED, REDIS_EMPTIED -> Role.REDIS;
        };
    }

    private void breakAndMend(Fault fault, String name, int seconds) throws InterruptedException {
        ManagedProcess part = cluster.part(name);
        Instant at = Instant.now();
        try {
            switch (fault) {
                case WORKER_KILLED -> {
                    part.kill();
                    noteRepeatedWork(name);
                }
                case API_KILLED, KAFKA_KILLED, REDIS_KILLED -> part.kill();
                case WORKER_STOPPED, API_STOPPED -> part.stop();
                case WORKER_FROZEN -> part.freeze();
                case WORKER_CUT_FROM_REDIS, API_CUT_FROM_REDIS -> cluster.link(name, Role.REDIS).partition();
                case WORKER_CUT_FROM_KAFKA, API_CUT_FROM_KAFKA -> cluster.link(name, Role.KAFKA).partition();
                case REDIS_EMPTIED -> {
                    part.kill();
                    RedisDisk.erase(cluster);
                }
            }
            // So that the checker knows an unfinished fault while it lasts.
            TimeUnit.SECONDS.sleep(seconds);
            if (part.isFrozen()) {
                part.thaw();
            }
            heal(name, Role.REDIS);
            heal(name, Role.KAFKA);
        } catch (ClusterException e) {
            // It has crashed on its own.
        }
        start(part);
        history.add(new Broken(at, Instant.now(), fault, name));
        synchronized (this) {
            lastEnd.put(fault, Instant.now());
            inUse.remove(name);
        }
    }

    private void heal(String service, Role server) {
        if (service.startsWith("worker") || service.startsWith("api")) {
            FaultProxy proxy = cluster.link(service, server);
            if (proxy.isCut()) {
                proxy.heal();
            }
        }
    }

    private static void start(ManagedProcess part) throws InterruptedException {
        while (!part.isAlive()) {
            try {
                part.start();
            } catch (ClusterException e) {
                // A server that it needs is down as well.
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Records what the attempts on the worker had written beyond their last checkpoint. */
    private void noteRepeatedWork(String worker) {
        StoreDirectory store = new StoreDirectory(cluster);
        Map<String, Seen> newest = new HashMap<>();
        history.all(Seen.class).forEach(seen -> newest.merge(seen.id(), seen,
                (one, other) -> one.version() > other.version() ? one : other));
        try (RedisInspector redis = new RedisInspector(cluster.redis().uri())) {
            for (Seen running : newest.values()) {
                if (running.state().equals("PROCESSING") && worker.equals(running.worker())) {
                    List<Segment> checkpoint = redis.checkpoint(running.id());
                    store.newestSegment(running.id()).ifPresent(segment -> history.add(new Repeated(Instant.now(),
                            running.id(), size(segment) - lengthOf(segment, checkpoint))));
                }
            }
        } catch (RuntimeException e) {
            // Redis is down as well: not measured.
        }
    }

    private static long lengthOf(Path segment, List<Segment> checkpoint) {
        String epoch = segment.getFileName().toString();
        return checkpoint.stream().filter(each -> each.name().endsWith("/" + epoch)).mapToLong(Segment::length).sum();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Restarts crashed processes. */
    void restartKilled() {
        try {
            while (true) {
                for (ManagedProcess part : cluster.parts()) {
                    boolean died;
                    synchronized (this) {
                        died = !part.isAlive() && inUse.add(part.name());
                    }
                    if (died) {
                        start(part);
                        synchronized (this) {
                            inUse.remove(part.name());
                        }
                    }
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
