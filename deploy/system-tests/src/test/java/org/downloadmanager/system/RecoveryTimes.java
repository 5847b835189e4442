package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Part;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;

/**
 * How long people wait until work goes on, over {@code -Drecovery.runs}; the figures are in
 * {@code target/recovery-times.md}. A noisy machine may take ten times what is promised.
 */
class RecoveryTimes {

    private static final int RUNS = Integer.getInteger("recovery.runs", 50);
    private static final int LEEWAY = 10;
    private static final int ROWS = 30_000;
    /** Rows, and milliseconds: longer than it takes to kill and start everything. */
    private static final String LONG = "600000";
    /** Milliseconds after which a browser has noticed that its socket is gone. */
    private static final int NOTICED = 100;
    private static final Path DATA = Path.of("target", "cluster-that-recovers");
    private static final Path TABLE = Path.of("target", "recovery-times.md");

    @ParameterizedTest
    @ValueSource(ints = { 2, 45 })
    void fromTheDeathOfAWorkerToProgressOnAnother(int sessionSeconds) throws IOException {
        try (Cluster cluster = start(Duration.ofSeconds(sessionSeconds))) {
            Times times = overAllRuns(cluster, Part::kill);

            times.report("SIGKILL of a worker to progress on another, session of " + sessionSeconds + " s");
            assertThat(times.median()).isLessThan(Duration.ofSeconds(2).multipliedBy(LEEWAY));
            assertThat(times.max()).isLessThan(Duration.ofSeconds(3).multipliedBy(LEEWAY));
        }
    }

    @Test
    void fromTheStopOfAWorkerToProgressOnAnother() throws IOException {
        try (Cluster cluster = start(Duration.ofSeconds(2))) {
            Times times = overAllRuns(cluster, worker -> CompletableFuture.runAsync(worker::stop));

            times.report("SIGTERM of a worker to progress on another");
            assertThat(times.median()).isLessThan(Duration.ofMillis(500).multipliedBy(LEEWAY));
        }
    }

    @Test
    @ExtendWith(Chromium.class)
    void fromTheDeathOfAReplicaToProgressInTheBrowser(Browser browser) throws IOException {
        try (Cluster cluster = start(Duration.ofSeconds(2)); BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            AtomicInteger lostSockets = new AtomicInteger();
            page.onWebSocket(socket -> socket.onClose(closed -> lostSockets.incrementAndGet()));
            Times times = new Times();
            for (int run = 0; run < RUNS; run++) {
                page.navigate(cluster.url().toString());
                Locator form = page.locator("form:has([value=simulated])");
                form.getByLabel("Lines", new Locator.GetByLabelOptions().setExact(true)).fill(LONG);
                form.getByLabel("Duration in milliseconds").fill(LONG);
                form.locator(".order button").click();
                untilProgress(page);

                // The page does not tell which replica serves it: the first to die may not be its own.
                for (Part replica : cluster.parts(Role.API)) {
                    int lostBefore = lostSockets.get();
                    long start = System.nanoTime();
                    replica.kill();
                    page.waitForTimeout(NOTICED);
                    boolean isItsOwn = lostSockets.get() > lostBefore;
                    if (isItsOwn) {
                        untilProgress(page);
                        times.add(Duration.ofNanos(System.nanoTime() - start));
                    }
                    replica.start();
                    if (isItsOwn) {
                        break;
                    }
                }
                page.locator(".popup[data-active] .actions button").click();
                page.locator(".popup[data-active]")
                        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            }
            times.report("SIGKILL of a replica to progress in the browser");
            assertThat(times.median()).isLessThan(Duration.ofSeconds(1).multipliedBy(LEEWAY));
        }
    }

    private static void untilProgress(Page page) {
        String version = "Number(document.querySelector('.popup[data-active]')?.dataset.version ?? 0)";
        Object before = page.evaluate(version);
        page.waitForFunction("before => " + version + " > before", before);
    }

    private static Cluster start(Duration session) {
        SharedCluster.delete(DATA);
        return Cluster.builder().data(DATA).groupSessionTimeout(session)
                .setting("downloads.catalog.simulated", "true").build().start();
    }

    private static Times overAllRuns(Cluster cluster, Consumer<Part> end) {
        Times times = new Times();
        for (int run = 0; run < RUNS; run++) {
            try (Client ann = Client.newcomer(cluster.url()); Watch watch = ann.watch()) {
                String id = ann.requestSlowFile(ROWS).id();
                Download before = watch.until(id, message -> message.hasDone(ROWS / 20));
                Part worker = cluster.part(before.worker());

                long start = System.nanoTime();
                end.accept(worker);
                long doneBefore = watch.of(id).mapToLong(message -> message.progress().done()).max().orElseThrow();
                watch.until(id, now -> now.attempt() > before.attempt() && now.hasDone(doneBefore + 1));
                times.add(Duration.ofNanos(System.nanoTime() - start));
                startAgain(worker);
            }
        }
        return times;
    }

    private static void startAgain(Part worker) {
        await("the end of " + worker).atMost(Duration.ofMinutes(1))
                .until(() -> !worker.isAlive());
        worker.start();
    }

    private static final class Times {

        private final List<Duration> all = new ArrayList<>();

        void add(Duration time) {
            all.add(time);
            all.sort(Comparator.naturalOrder());
        }

        Duration median() {
            return all.get(all.size() / 2);
        }

        Duration max() {
            return all.get(all.size() - 1);
        }

        void report(String what) throws IOException {
            String row = "| %s | %d | %d ms | %d ms | %d ms |%n".formatted(what, all.size(), median().toMillis(),
                    all.get((int) Math.ceil(0.95 * all.size()) - 1).toMillis(), max().toMillis());
            System.out.print(row);
            if (Files.notExists(TABLE)) {
                Files.writeString(TABLE, "| what | runs | p50 | p95 | max |\n| --- | ---: | ---: | ---: | ---: |\n");
            }
            Files.writeString(TABLE, row, StandardOpenOption.APPEND);
        }
    }
}
