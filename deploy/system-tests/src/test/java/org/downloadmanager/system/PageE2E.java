package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.WaitForSelectorState;

/** The page in a browser. Each important state leaves a screenshot and passes an accessibility check. */
@ExtendWith({ SharedCluster.class, Chromium.class })
class PageE2E {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Locator.WaitForOptions HIDDEN = new Locator.WaitForOptions()
            .setState(WaitForSelectorState.HIDDEN);
    /** Two workers with four slots each. */
    private static final int SLOTS = 8;
    /** Long enough that a test sees its state before the end. */
    private static final long LONG = 120_000;
    private static final int MOST_TABS = 100;

    private BrowserContext person;
    private Page page;

    /** Records everything the page shows, also for a moment only. */
    private static final String KEEP_WHAT_IS_SHOWN = """
            kept = { progress: [], connection: [] };
            new MutationObserver(() => {
              const keep = (list, value) => value === undefined || value === list.at(-1) || list.push(value);
              keep(kept.progress, document.querySelector('.popup progress')?.value);
              keep(kept.connection, document.getElementById('connection')?.dataset.state);
            }).observe(document, { subtree: true, childList: true, attributes: true });""";

    /** Opens the page with a new identity. */
    private void open(Browser browser, Cluster cluster, NewContextOptions options) {
        person = browser.newContext(options.setLocale("en-US"));
        person.setDefaultTimeout(TIMEOUT.toMillis());
        page = person.newPage();
        page.addInitScript(KEEP_WHAT_IS_SHOWN);
        assertThat(page.navigate(cluster.url().toString()).status()).isEqualTo(200);
    }

    @AfterEach
    void leave() {
        if (person != null) {
            stopWhatRuns();
            person.close();
        }
    }

    private void stopWhatRuns() {
        page.navigate(URI.create(page.url()).resolve("/").toString());
        for (Locator cancel : page.locator("#list form[action$='/cancel']").all()) {
            person.request().post(URI.create(page.url()).resolve(cancel.getAttribute("action")).toString());
        }
    }

    @Test
    void theCostAndPreviewOfAnExportAreShown(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        await().atMost(TIMEOUT).untilAsserted(() -> {
            page.reload();
            assertThat(form("flights").locator(".cost").count()).isOne();
        });

        // Then
        assertThat(form("flights").locator(".cost").innerText())
                .isEqualTo("Full export: 3,000,000 rows, about 106 MB as CSV");

        // When
        form("flights").getByLabel("JSON lines", new Locator.GetByLabelOptions().setExact(true)).check();
        form("flights").getByText("Preview as of").click();

        // Then
        assertThat(form("flights").locator(".cost").innerText()).endsWith("as JSON lines");
        assertThat(form("flights").locator(".preview tr").count()).isEqualTo(21);
        assertThat(form("flights").locator(".preview tr").nth(1).innerText()).startsWith("2001-01-01 00:0");
        look("preview-light");
    }

    @Test
    void buttonProgressAndLinkLeadToTheFile(Browser browser, Cluster cluster) {
        open(browser, cluster, new NewContextOptions());
        page.locator("#connection[data-state=live]").waitFor();
        look("start-light");

        // When
        button("flights").click();

        // Then
        double early = progressBeyond(0);
        whileWorkersStandStill(cluster, () -> {
            popup().getByText("Generating file...").waitFor();
            assertThat(isBusy("flights")).isTrue();
            assertThat(page.title()).matches("\\d+% Download Manager");
            assertThat(popup().locator(".done").innerText()).matches("[\\d,]+ of 3,000,000 rows");
            look("running-light");
        });
        double later = progressBeyond(early);
        assertThat(later).isLessThanOrEqualTo(100);
        popup().getByText("File generated with success").waitFor();
        assertThat(isBusy("flights")).isFalse();
        assertThat(page.title()).isEqualTo("Download Manager");
        look("ready-light");

        Download download = page.waitForDownload(() -> popup().locator("a.fetch").click());
        assertThat(download.suggestedFilename()).isEqualTo("flights.csv");
        String sha256 = SampleData.sha256(SampleData.allFlights());
        assertThat(SampleData.sha256(download.path())).isEqualTo(sha256);
        popup().waitFor(HIDDEN);
        assertThat(popup().locator("code").textContent()).isEqualTo(sha256);
        assertThat(rows().allInnerTexts()).singleElement().asString().contains("flights.csv",
                "File generated with success", "106 MB", "3,000,000 rows");
        rows().first().scrollIntoViewIfNeeded();
        look("list-light");
    }

    @Test
    void reloadShowsTheStateAgain(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, phone());
        button("flights").click();
        double before = progressBeyond(0);
        whileWorkersStandStill(cluster, () -> {

            // When
            page.reload();

            // Then
            popup().getByText("Generating file...").waitFor();
            assertThat(progressBeyond(0)).isGreaterThanOrEqualTo(before);
            assertThat(isBusy("flights")).isTrue();
            look("running-phone");
            assertThat(nothingIsWiderThanTheScreen()).isTrue();
        });
        popup().getByText("File generated with success").waitFor();
        look("ready-phone");
    }

    @Test
    void thePageReconnectsToAnotherReplica(Browser browser, Cluster cluster) {
        // Given a page that only api-1 can have served
        cluster.kill("api-2");
        open(browser, cluster, new NewContextOptions().setColorScheme(ColorScheme.DARK));
        requestSlowFile(40_000);
        cluster.start("api-2");
        double before = lastProgress();
        page.evaluate("kept.connection = []");

        // When
        cluster.kill("api-1");

        // Then it shows that it has lost its replica, for a moment only, and reconnects to the other one
        page.waitForFunction("() => kept.connection.includes('away') && kept.connection.at(-1) === 'live'");
        assertThat(progressBeyond(before)).isGreaterThan(before);

        // When no replica is left
        cluster.kill("api-2");

        // Then it shows that for as long
        page.locator("#connection").getByText("Reconnecting").waitFor();
        look("reconnecting-dark");
        cluster.start("api-2");
        page.locator("#connection[data-state=live]").waitFor();
        popup().getByText("File generated with success").waitFor();
        look("ready-dark");
    }

    @Test
    void thePageShowsThatAnotherWorkerResumed(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        requestSlowFile(30_000);
        double before = progressBeyond(10);

        // When
        cluster.kill(workerOfWhatRuns(cluster));

        // Then
        popup().getByText("Resumed on another worker").waitFor();
        look("taken-over-light");
        assertThat(progressBeyond(before)).isGreaterThan(before);
        popup().getByText("File generated with success").waitFor();
    }

    @Test
    void aPendingDownloadShowsItsPosition(Browser browser, Cluster cluster) {
        try (ClientGroup busy = new ClientGroup(cluster, SLOTS); ClientGroup ahead = new ClientGroup(cluster, 1)) {
            // Given
            busy.request(LONG);
            busy.awaitAllProcessing();
            ahead.request(LONG);
            open(browser, cluster, new NewContextOptions());

            // When
            button("tiny").click();

            // Then
            popup().getByText("Starting download request").waitFor();
            popup().getByText("1 ahead of you in the queue").waitFor();
            look("pending-light");
        }
        popup().getByText("File generated with success").waitFor();
    }

    @Test
    void cancellingRestoresTheButton(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions().setColorScheme(ColorScheme.DARK));
        requestSlowFile(LONG);
        progressBeyond(0);
        look("running-dark");

        // When
        pressSlowly(popup().locator("button:text-is('Cancel')"));

        // Then
        popup().getByText("Download cancelled").waitFor();
        assertThat(isBusy("flights")).isFalse();
        assertThat(rows().allInnerTexts()).singleElement().asString().contains("Download cancelled");
        look("cancelled-dark");
    }

    @Test
    void aSecondRequestShowsTheActiveDownload(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        requestSlowFile(LONG);
        progressBeyond(0);
        popup().locator(".close").click();
        popup().waitFor(HIDDEN);

        // When the button is pressed although it is disabled for assistive technology
        button("tiny").click(new Locator.ClickOptions().setForce(true));

        // Then
        popup().waitFor();
        assertThat(popup().locator("h3").innerText()).contains("Simulated file");
        assertThat(rows().count()).isEqualTo(1);
    }

    @Test
    void aRefusedRequestShowsItsReason(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        page.route("**/downloads", route -> route.fulfill(new Route.FulfillOptions().setStatus(429)
                .setContentType("application/problem+json").setBody("""
                        {"title": "Queue full", "detail": "The queue is full",
                         "status": 429, "code": "queue-full"}""")));

        // When
        button("tiny").click();

        // Then
        form("tiny").getByText("The queue is full").waitFor();
        assertThat(isBusy("tiny")).isFalse();
        look("turned-away-light");
    }

    @Test
    void expiredRowsAreMarkedOnAnOpenPage(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        page.clock().install();
        page.reload();
        button("tiny").click();
        popup().getByText("File generated with success").waitFor();

        // When
        page.clock().fastForward("25:00:00");

        // Then
        rows().getByText("Expired").waitFor();
        assertThat(rows().locator("a, button").count()).isZero();
        assertThat(page.locator(".popup").count()).isZero();
        rows().first().scrollIntoViewIfNeeded();
        look("expired-light");
    }

    @Test
    void aHiddenPageSendsANotificationIfAllowed(Browser browser, Cluster cluster) {
        // Given a browser that allows notifications, and a page in the background
        open(browser, cluster, new NewContextOptions());
        page.addInitScript("""
                shown = [];
                window.Notification = class {
                  static permission = 'granted';
                  static requestPermission() { return Promise.resolve('granted'); }
                  constructor(title, { body }) { shown.push(body); }
                };
                Object.defineProperty(document, 'hidden', { get: () => true });""");
        page.reload();
        button("tiny").click();
        popup().getByText("File generated with success").waitFor();
        assertThat((int) page.evaluate("shown.length")).isZero();

        // When
        page.getByText("Notify me").click();
        button("tiny").click();

        // Then
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(page.evaluate("shown"))
                .isEqualTo(List.of("One kilobyte CSV: File generated with success")));
    }

    @Test
    void longWordsAndRightToLeftTextFit(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions().setViewportSize(390, 844));
        requestSlowFile(LONG);
        progressBeyond(0);

        // When
        page.evaluate(
                """
                                () => {
                                  document.documentElement.dir = 'rtl';
                                  for (const some of ['h3', '.description', '.popup h3', '.row .name']) {
                            document.querySelector(some).firstChild.data =
                              'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
                          }
                        }""");

        // Then
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        look("right-to-left-phone");
    }

    @Test
    void severalTabsAgree(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        Page other = person.newPage();
        other.navigate(cluster.url().toString());
        other.locator("#connection[data-state=live]").waitFor();

        // When
        requestSlowFile(LONG);
        other.locator(".popup .percent").waitFor();
        other.locator(".popup button:text-is('Cancel')").click();

        // Then
        popup().getByText("Download cancelled").waitFor();
        assertThat(isBusy("tiny")).isFalse();
        rows().locator("button:text-is('Remove')").click();
        other.getByText("No downloads yet.").waitFor();
        assertThat(other.locator(".popup").count()).isZero();
    }

    @Test
    void aFailedDownloadShowsItsReasonAndCanBeRequestedAgain(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        form("simulated").getByLabel("Lines before the failure").fill("0");
        form("simulated").getByLabel("Failure", new Locator.GetByLabelOptions().setExact(true)).selectOption("refuses");
        button("simulated").click();
        popup().getByText("The file could not be generated").waitFor();
        assertThat(popup().locator(".reason").innerText()).isEqualTo("The request injects this failure.");
        look("failed-light");

        // When
        popup().locator("button:text-is('Request again')").click();

        // Then
        page.locator("#list .row.error").nth(1).waitFor();
        assertThat(rows().count()).isEqualTo(2);
    }

    @Test
    void anEmptyFileIsExplainedOnThePage(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        form("flights").getByLabel("Origin airport").fill("ZZZ");

        // When
        button("flights").click();

        // Then
        popup().getByText("No rows match your filters").waitFor();
        look("empty-light");
    }

    @Test
    void mistakesAreShownBesideTheirFields(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());
        Locator origin = form("flights").getByLabel("Origin airport");
        origin.fill("Las Vegas");

        // When
        button("flights").click();

        // Then
        Locator problem = form("flights").locator("#field-flights-origin-problem");
        problem.waitFor();
        assertThat(problem.innerText()).isEqualTo("Three letters, such as LAS");
        assertThat(origin.getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(rows().count()).isZero();
        look("refused-light");
        origin.fill("LAS");
        button("flights").click();
        popup().getByText("File generated with success").waitFor();
    }

    @Test
    void mistakesFoundByTheServerAreShownBesideTheirFields(Browser browser, Cluster cluster) {
        // Given a browser without validation of its own
        open(browser, cluster, new NewContextOptions());
        form("flights").getByLabel("Origin airport").evaluate("field => field.removeAttribute('pattern')");
        form("flights").getByLabel("Origin airport").fill("Las Vegas");

        // When
        button("flights").click();

        // Then
        Locator problem = form("flights").locator("#field-flights-origin-problem");
        problem.waitFor();
        assertThat(problem.innerText()).isEqualTo("Must match the pattern [A-Z]{3}");
        assertThat(rows().count()).isZero();
    }

    @Test
    void everyActionWorksByKeyboard(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions());

        // When
        tabTo(":has(#export-tiny)", "BUTTON");
        page.keyboard().press("Enter");
        popup().getByText("File generated with success").waitFor();
        tabTo(".popup", "A");
        Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));

        // Then
        assertThat(download.suggestedFilename()).isEqualTo("tiny.csv");
        assertThat(page.locator("#announcer").innerText()).isEqualTo("One kilobyte CSV: File generated with success");
    }

    @Test
    void removedRowIsGone(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, phone().setColorScheme(ColorScheme.DARK));
        button("tiny").click();
        popup().getByText("File generated with success").waitFor();
        look("ready-phone-dark");

        // When
        popup().locator(".close").click();
        rows().locator("button:text-is('Remove')").click();

        // Then
        page.getByText("No downloads yet.").waitFor();
        assertThat(rows().count()).isZero();
        assertThat(popup().count()).isZero();
    }

    @Test
    void numbersFollowTheLocaleOfTheReader(Browser browser, Cluster cluster) {
        // Given
        person = browser.newContext(new NewContextOptions().setLocale("de-DE"));
        person.setDefaultTimeout(TIMEOUT.toMillis());
        page = person.newPage();
        page.navigate(cluster.url().toString());

        // When
        form("flights").getByLabel("Origin airport").fill("LAS");
        button("flights").click();

        // Then
        popup().getByText("File generated with success").waitFor();
        assertThat(popup().locator(".facts").innerText()).containsPattern("\\d{2}\\.\\d{3} rows")
                .containsPattern("\\d,\\d+ MB");
    }

    @Test
    void withoutJavaScriptFormsAndLinksWork(Browser browser, Cluster cluster) throws IOException {
        // Given
        open(browser, cluster, new NewContextOptions().setJavaScriptEnabled(false));

        // When
        button("tiny").click();

        // Then
        await().atMost(TIMEOUT).until(() -> {
            page.reload();
            return rows().getByText("File generated with success").count() == 1;
        });
        screenshot("ready-without-script");
        Download download = page.waitForDownload(() -> rows().locator("a.fetch").click());
        assertThat(Files.readAllLines(download.path())).hasSize(101);
        rows().locator("button:text-is('Remove')").click();
        page.getByText("No downloads yet.").waitFor();
    }

    @Test
    void withoutJavaScriptARefusedFormKeepsItsValues(Browser browser, Cluster cluster) {
        // Given a browser without validation of its own
        open(browser, cluster, new NewContextOptions().setJavaScriptEnabled(false));

        // When
        String refused = person.request().post(cluster.url().resolve("/downloads").toString(),
                RequestOptions.create().setForm(FormData.create().set("export", "delays-by-airport")
                        .set("format", "csv").set("parameter.minFlights", "0").set("parameter.from", "2001-01-02")))
                .text();

        // Then
        page.setContent(refused);
        assertThat(form("delays-by-airport").getByLabel("Minimum number of flights").inputValue()).isEqualTo("0");
        assertThat(form("delays-by-airport").getByLabel("From").inputValue()).isEqualTo("2001-01-02");
        assertThat(form("delays-by-airport").locator(".problem:visible").innerText()).isEqualTo("Must be at least 1");
        assertThat(form("delays-by-airport").getByLabel("CSV").isChecked()).isTrue();
    }

    /** Presses like a slow user: a redraw during the press must not lose the click. */
    private static void pressSlowly(Locator button) {
        button.click(new Locator.ClickOptions().setDelay(1_000));
    }

    private static NewContextOptions phone() {
        return new NewContextOptions().setViewportSize(390, 844).setDeviceScaleFactor(2).setIsMobile(true)
                .setHasTouch(true);
    }

    private void requestSlowFile(long milliseconds) {
        form("simulated").getByLabel("Lines", new Locator.GetByLabelOptions().setExact(true))
                .fill(Long.toString(milliseconds));
        form("simulated").getByLabel("Duration in milliseconds").fill(Long.toString(milliseconds));
        button("simulated").click();
    }

    private String workerOfWhatRuns(Cluster cluster) {
        String mine = person.request().get(cluster.url().resolve("/api/downloads").toString()).text();
        try {
            return org.downloadmanager.system.Download.JSON.readTree(mine).at("/0/worker").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(mine, e);
        }
    }

    /** Tabs until the element has the focus. */
    private void tabTo(String place, String tag) {
        String focused = "([place, tag]) => document.activeElement.tagName === tag"
                + " && Boolean(document.activeElement.closest('form, article')?.matches(place))";
        for (int i = 0; i < MOST_TABS && !(boolean) page.evaluate(focused, List.of(place, tag)); i++) {
            page.keyboard().press("Tab");
        }
        assertThat((boolean) page.evaluate(focused, List.of(place, tag))).as("focus on %s of %s", tag, place).isTrue();
    }

    private Locator form(String export) {
        return page.locator("form.export:has(#export-" + export + ")");
    }

    private Locator button(String export) {
        return form(export).locator(".order button");
    }

    private boolean isBusy(String export) {
        return "true".equals(button(export).getAttribute("aria-disabled"));
    }

    private Locator popup() {
        return page.locator(".popup").first();
    }

    private Locator rows() {
        return page.locator("#list .row");
    }

    /** The first shown percentage that is greater. */
    private double progressBeyond(double percent) {
        return ((Number) page.waitForFunction("least => kept.progress.find(value => value > least)", percent)
                .jsonValue()).doubleValue();
    }

    /** The last shown percentage; waits for one. */
    private double lastProgress() {
        progressBeyond(0);
        return ((Number) page.evaluate("kept.progress.at(-1)")).doubleValue();
    }

    /** Freezes the workers, so that the page does not change. */
    private static void whileWorkersStandStill(Cluster cluster, Runnable look) {
        List<ManagedProcess> workers = cluster.parts(Role.WORKER).stream().filter(ManagedProcess::isAlive).toList();
        workers.forEach(ManagedProcess::freeze);
        try {
            look.run();
        } finally {
            workers.forEach(ManagedProcess::thaw);
        }
    }

    private boolean nothingIsWiderThanTheScreen() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    private void look(String name) {
        screenshot(name);
        assertThat(new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()).as(name).isEmpty();
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
