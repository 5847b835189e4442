package org.downloadmanager.worker;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis;
import org.downloadmanager.downloads.redis.RedisDurabilityCheck;
import org.downloadmanager.worker.execution.DownloadExecutor;
import org.downloadmanager.worker.execution.DownloadPoller;
import org.downloadmanager.worker.execution.LeaseRenewer;
import org.downloadmanager.worker.generation.sql.Sources;
import org.downloadmanager.worker.intake.CommandConsumer;
import org.downloadmanager.worker.maintenance.MaintenanceJobs;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** The order in which the parts of a worker start and stop. */
@ApplicationScoped
class WorkerLifecycle {

    private final CircuitBreakingRedis redis;
    private final DownloadExecutor executor;
    private final LeaseRenewer leaseRenewer;
    private final DownloadPoller poller;
    private final CommandConsumer commands;
    private final MaintenanceJobs maintenance;
    private final Sources sources;
    private final Catalog catalog;

    WorkerLifecycle(CircuitBreakingRedis redis, DownloadExecutor executor, LeaseRenewer leaseRenewer,
            DownloadPoller poller,
            CommandConsumer commands,
            MaintenanceJobs maintenance, Sources sources, Catalog catalog) {
        this.redis = redis;
        this.executor = executor;
        this.leaseRenewer = leaseRenewer;
        this.poller = poller;
        this.commands = commands;
        this.maintenance = maintenance;
        this.sources = sources;
        this.catalog = catalog;
    }

    void start(@Observes StartupEvent event) {
        RedisDurabilityCheck.require(redis);
        sources.warmUp(catalog.sources());
        leaseRenewer.start();
        poller.start();
        commands.start();
        maintenance.start();
    }

    /** Claims nothing new and hands everything over before Kafka and Redis are closed. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        maintenance.stop();
        poller.stop();
        executor.handOverAll();
        commands.stop();
        leaseRenewer.stop();
    }
}
