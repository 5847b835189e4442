package org.downloadmanager.worker.execution;

import java.util.Optional;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.worker.generation.Generators;
import org.downloadmanager.worker.metrics.Meters;

/** Creates the attempts of claimed downloads. */
@Singleton
class AttemptFactory {

    private final Downloads leases;
    private final WorkQueue queue;
    private final Catalog catalog;
    private final Generators generators;
    private final FileStore files;
    private final FailureHandler failureHandler;
    private final DownloadsConfig config;
    private final Meters meters;

    AttemptFactory(@LeaseRedis Downloads leases, WorkQueue queue, Catalog catalog, Generators generators,
            FileStore files, FailureHandler failureHandler, DownloadsConfig config, Meters meters) {
        this.leases = leases;
        this.queue = queue;
        this.catalog = catalog;
        this.generators = generators;
        this.files = files;
        this.failureHandler = failureHandler;
        this.config = config;
        this.meters = meters;
    }

    Claim claim(Download claimed) {
        return new Claim(leases, queue, claimed, config.lease(), meters);
    }

    /** Empty when the catalog no longer offers the file. */
    Optional<Attempt> attempt(Claim claim, Consumer<Attempt> onResumed) {
        FileRequest request = claim.download().request();
        return Format.named(request.format()).flatMap(format -> catalog.find(request.export())
                .filter(export -> export.formats().contains(format))
                .map(export -> attempt(claim, export, format, onResumed)));
    }

    private Attempt attempt(Claim claim, Export export, Format format, Consumer<Attempt> onResumed) {
        return new Attempt(claim, export, format, generators.of(export, format), files, failureHandler,
                onResumed);
    }
}
