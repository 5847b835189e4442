package org.downloadmanager.worker.execution;

import static org.awaitility.Awaitility.await;
import static org.downloadmanager.downloads.DownloadFixtures.someOwner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Validation;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.files.DirectoryFileStore;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.files.FileStoreConfig;
import org.downloadmanager.worker.generation.FileGenerator;
import org.downloadmanager.worker.generation.simulated.SimulatedGenerator;
import org.downloadmanager.worker.metrics.Meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/** A store of downloads, a store of files, and any number of workers, all in this process. */
final class WorkerFixture {

    private static final int BYTES_PER_ROW = 50;

    final InMemoryDownloads downloads = new InMemoryDownloads(Clock.systemUTC());
    final RecordingPublisher events = new RecordingPublisher();
    final List<DownloadId> ended = new CopyOnWriteArrayList<>();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final FileStore files;

    private final Catalog catalog = new Catalog(List.of(), List.of()).withSimulated();
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor();
    private final List<TestWorker> workers = new CopyOnWriteArrayList<>();
    private final Path directory;

    WorkerFixture(Path directory) throws IOException {
        this.directory = directory;
        this.files = new DirectoryFileStore(new Store(Optional.of(directory)));
    }

    TestWorker worker(TestConfig config) {
        return worker(config, downloads, files);
    }

    /** @param generator for all exports */
    TestWorker worker(TestConfig config, FileGenerator generator) {
        return worker(config, downloads, files, generator);
    }

    /** @param leases over which it renews its leases */
    TestWorker worker(TestConfig config, Downloads leases, FileStore store) {
        return worker(config, leases, store, new SimulatedGenerator());
    }

    private TestWorker worker(TestConfig config, Downloads leases, FileStore store, FileGenerator generator) {
        TestWorker worker = forgetfulWorker(config, leases, store, generator);
        keeper.scheduleAtFixedRate(worker.leaseRenewer()::renewLeases, 50, 50, TimeUnit.MILLISECONDS);
        return worker;
    }

    /** A worker that renews no lease on its own. */
    TestWorker forgetfulWorker(TestConfig config) {
        return forgetfulWorker(config, downloads, files, new SimulatedGenerator());
    }

    private TestWorker forgetfulWorker(TestConfig config, Downloads leases, FileStore store, FileGenerator generator) {
        TestWorker worker = TestWorker.create(config, downloads, leases, events, ended, catalog, generator, store,
                new Meters(registry));
        workers.add(worker);
        return worker;
    }

    /** A simulated file, requested by a new owner. */
    Download accept(Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("bytesPerRow", (long) BYTES_PER_ROW);
        FileRequest request = catalog.find("simulated").orElseThrow().check("csv", all)
                .fold(Validation.Valid::request, invalid -> {
                    throw new AssertionError(invalid.violations());
                });
        Download requested = Download.requested(DownloadId.random(), someOwner(), request, Clock.systemUTC().instant(),
                Duration.ofHours(1));
        Submission submission = downloads.submit(requested, Optional.empty(), new Limits(1, 100));
        return ((Submission.Accepted) submission).download();
    }

    /** A worker claimed the download and died, and another worker recorded the expired lease. */
    Download killed(Download pending) {
        Download claimed = downloads.replace(pending.claim("dead").orElseThrow(), Placement.leasedFor(Duration.ZERO))
                .orElseThrow();
        return downloads.replace(claimed.expireLease().orElseThrow(), Placement.queued()).orElseThrow();
    }

    Download killedOnceMore(Download pending) {
        return downloads.replace(pending.claim("dead").orElseThrow(), Placement.leasedFor(Duration.ZERO)).orElseThrow();
    }

    /** The download as other workers see it after its lease has expired. */
    Download expireLease(Download download) {
        Optional<Download> expired = Optional.empty();
        while (expired.isEmpty()) {
            expired = downloads.replace(find(download).orElseThrow(), Placement.leasedFor(Duration.ZERO));
        }
        return expired.get();
    }

    void cancel(Download download) {
        Optional<Download> cancelled = Optional.empty();
        while (cancelled.isEmpty()) {
            cancelled = downloads.replace(find(download).orElseThrow().cancel().orElseThrow(), Placement.finished());
        }
    }

    Download expired(Download download) {
        Download late = new Download(download.id(), download.owner(), download.request(), download.createdAt(),
                download.createdAt(), download.retryOf(), download.version(), download.attempt(), download.progress(),
                download.state());
        return downloads.replace(late, Placement.queued()).orElseThrow();
    }

    Download awaitState(Download download, String state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stateOf(download).equals(state));
        return find(download).orElseThrow();
    }

    String stateOf(Download download) {
        return find(download).map(Download::stateName).orElse("gone");
    }

    Optional<Download> find(Download download) {
        return downloads.find(download.owner(), download.id());
    }

    byte[] contentOf(Download ready) {
        try {
            StoredFile file = ready.file().orElseThrow();
            FileContent content = files.open(file).orElseThrow();
            return Files.readAllBytes(((FileContent.Local) content).path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> filesLeft() {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] lines(int rows) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(SimulatedGenerator.header());
        for (int i = 0; i < rows; i++) {
            expected.writeBytes(SimulatedGenerator.line(i, BYTES_PER_ROW));
        }
        return expected.toByteArray();
    }

    /** Stops all workers. */
    public void close() throws InterruptedException {
        for (TestWorker worker : workers) {
            worker.executor().handOverAll();
        }
        keeper.shutdownNow();
    }

    private record Store(Optional<Path> directory) implements FileStoreConfig {

        @Override
        public FileStoreConfig.Store store() {
            return FileStoreConfig.Store.DIRECTORY;
        }

        @Override
        public MemorySize reserve() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public MemorySize maximumSize() {
            return new MemorySize(BigInteger.valueOf(Long.MAX_VALUE));
        }
    }
}
