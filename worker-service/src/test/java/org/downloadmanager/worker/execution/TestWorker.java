package org.downloadmanager.worker.execution;

import java.time.Clock;
import java.util.List;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.supervision.ThreadSupervisor;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.metrics.Meters;

/** A worker in this process, without Kafka. */
record TestWorker(Dispatcher dispatcher, DownloadExecutor executor, LeaseRenewer leaseRenewer) {

    /** @param leases over which the worker renews its leases */
    static TestWorker create(TestConfig config, InMemoryDownloads downloads, Downloads leases,
            RecordingPublisher publisher, List<DownloadId> ended, Catalog catalog, FileGenerator generator,
            FileStore files, Meters meters) {
        Clock clock = Clock.systemUTC();
        RetryPolicy retries = new RetryPolicy(config);
        DownloadReporter reporter = new DownloadReporter(downloads, publisher, publisher, meters);
        reporter.onEnd(ended::add);
        FailureHandler failureHandler = new FailureHandler(retries, reporter, config, clock);
        AttemptFactory attempts = new AttemptFactory(leases, downloads, catalog,
                new Generators(List.of(generator), catalog), files, failureHandler, config, meters);
        DownloadExecutor executor = new DownloadExecutor(attempts, failureHandler, reporter, retries, config, meters);
        Dispatcher dispatcher = new Dispatcher(downloads, downloads, catalog, executor, new DispatchPolicy(retries),
                reporter, config, config, clock);
        return new TestWorker(dispatcher, executor, new LeaseRenewer(executor, failureHandler, retries, reporter,
                config, config, clock, new ThreadSupervisor(() -> {})));
    }

    void onCommand(Download command) {
        try {
            dispatcher.onCommand(command);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean onDue(Download due, boolean mayTakeOverExpiredLeases) throws InterruptedException {
        return dispatcher.onDue(due, mayTakeOverExpiredLeases);
    }

    List<Download> running() {
        return executor.running();
    }

    Slots slots() {
        return executor.slots();
    }
}
