package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;

/**
 * How long a user sees no progress after the replica died, over {@code -Drecovery.runs}; the results are in {@code
 * target/recovery-times.md}. A noisy machine may take ten times the promise.
 */
class RecoveryTimes {

    private static final int RUNS = Integer.getInteger("recovery.runs", 50);
    private static final int LEEWAY = 10;
    /** Rows, and milliseconds: longer than the kills and restarts take. */
    private static final String LONG = "600000";
    /** The milliseconds within which a browser notices a closed socket. */
    private static final int NOTICED = 100;
    private static final Path DATA = Path.of("target", "cluster-that-recovers");
    private static final Path TABLE = Path.of("target", "recovery-times.md");

    @Test
    @ExtendWith(Chromium.class)
    void timeFromAReplicasDeathToProgressInTheBrowser(Browser browser) throws IOException {
        SharedCluster.delete(DATA);
        try (Cluster cluster = Cluster.builder().data(DATA).setting("downloads.catalog.simulated", "true").build()
                .start();
                BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            AtomicInteger lostSockets = new AtomicInteger();
            page.onWebSocket(socket -> socket.onClose(closed -> lostSockets.incrementAndGet()));
            List<Duration> times = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                page.navigate(cluster.url().toString());
                Locator form = page.locator("form:has([value=simulated])");
                form.getByLabel("Lines", new Locator.GetByLabelOptions().setExact(true)).fill(LONG);
                form.getByLabel("Duration in milliseconds").fill(LONG);
                form.locator(".order button").click();
                untilProgress(page);

                // The page does not show its replica, so the first replica killed may be another one.
                for (ManagedProcess replica : cluster.parts(Role.API)) {
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
            times.sort(Comparator.naturalOrder());
            report(times);
            assertThat(median(times)).isLessThan(Duration.ofSeconds(1).multipliedBy(LEEWAY));
        }
    }

    private static void untilProgress(Page page) {
        String version = "Number(document.querySelector('.popup[data-active]')?.dataset.version ?? 0)";
        Object before = page.evaluate(version);
        page.waitForFunction("before => " + version + " > before", before);
    }

    private static void report(List<Duration> sorted) throws IOException {
        Files.writeString(TABLE, "| runs | p50 | p95 | max |\n| ---: | ---: | ---: | ---: |\n"
                + "| %d | %d ms | %d ms | %d ms |%n".formatted(sorted.size(), median(sorted).toMillis(),
                        sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1).toMillis(),
                        sorted.get(sorted.size() - 1).toMillis()));
    }

    private static Duration median(List<Duration> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
