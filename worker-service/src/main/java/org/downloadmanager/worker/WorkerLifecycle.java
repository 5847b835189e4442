package org.downloadmanager.worker;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.redis.RedisSafety;
import org.downloadmanager.worker.execution.DueTaker;
import org.downloadmanager.worker.execution.LeaseKeeper;
import org.downloadmanager.worker.execution.Runner;
import org.downloadmanager.worker.generation.sql.Sources;
import org.downloadmanager.worker.intake.CommandConsumer;
import org.downloadmanager.worker.maintenance.Chores;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;

/** The order in which a worker starts and stops. */
@ApplicationScoped
class WorkerLifecycle {

    private final Redis redis;
    private final Runner runner;
    private final LeaseKeeper leases;
    private final DueTaker dueTaker;
    private final CommandConsumer commands;
    private final Chores chores;
    private final Sources sources;
    private final Catalog catalog;

    WorkerLifecycle(Redis redis, Runner runner, LeaseKeeper leases, DueTaker dueTaker, CommandConsumer commands,
            Chores chores, Sources sources, Catalog catalog) {
        this.redis = redis;
        this.runner = runner;
        this.leases = leases;
        this.dueTaker = dueTaker;
        this.commands = commands;
        this.chores = chores;
        this.sources = sources;
        this.catalog = catalog;
    }

    void start(@Observes StartupEvent event) {
        RedisSafety.require(redis);
        sources.warmUp(catalog.sources());
        leases.start();
        dueTaker.start();
        commands.start();
        chores.start();
    }

    /** Takes up nothing new, gives everything back, and only then lets go of Kafka and Redis. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        chores.stop();
        dueTaker.stop();
        runner.handOverAll();
        commands.stop();
        leases.stop();
    }
}
