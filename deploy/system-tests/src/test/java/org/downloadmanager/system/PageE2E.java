package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;

/** What a person sees and does. */
@ExtendWith({ SharedCluster.class, Chromium.class })
class PageE2E {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private BrowserContext person;
    private Page page;

    /** Somebody whom nobody has seen before opens the page. */
    private void open(Browser browser, Cluster cluster, NewContextOptions options) {
        person = browser.newContext(options);
        person.setDefaultTimeout(PATIENCE.toMillis());
        page = person.newPage();
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
    void buttonProgressAndLinkLeadToTheFile(Browser browser, Cluster cluster) {
        open(browser, cluster, new NewContextOptions());
        screenshot("start-light");

        // When
        button("flights", "csv").click();

        // Then
        popup().getByText("Generating file...").waitFor();
        assertThat(button("flights", "csv").isDisabled()).isTrue();
        double early = progressBeyond(0);
        screenshot("running-light");
        double later = progressBeyond(early);
        assertThat(later).isLessThanOrEqualTo(100);
        popup().getByText("File generated with success").waitFor();
        assertThat(button("flights", "csv").isEnabled()).isTrue();
        screenshot("ready-light");

        Download download = page.waitForDownload(() -> popup().locator("a.fetch").click());
        assertThat(download.suggestedFilename()).isEqualTo("flights.csv");
        assertThat(SampleData.sha256(download.path())).isEqualTo(SampleData.sha256(SampleData.allFlights()));
        popup().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        assertThat(rows().allInnerTexts()).singleElement().asString().contains("flights.csv",
                "File generated with success", "3,000,000 rows");
    }

    @Test
    void reloadShowsTheStateAgain(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, phone());
        button("flights", "csv").click();
        double before = progressBeyond(0);

        // When
        page.reload();

        // Then
        popup().getByText("Generating file...").waitFor();
        assertThat(progressBeyond(0)).isGreaterThanOrEqualTo(before);
        assertThat(button("flights", "csv").isDisabled()).isTrue();
        screenshot("running-phone");
        assertThat(nothingIsWiderThanTheScreen()).isTrue();
        popup().getByText("File generated with success").waitFor();
        screenshot("ready-phone");
    }

    @Test
    void pageFindsAnotherReplicaWhenItsOwnIsKilled(Browser browser, Cluster cluster) {
        // Given a page that only api-1 can have served
        cluster.kill("api-2");
        open(browser, cluster, new NewContextOptions().setColorScheme(ColorScheme.DARK));
        form("simulated").getByLabel("Lines", new Locator.GetByLabelOptions().setExact(true)).fill("30000");
        form("simulated").getByLabel("Duration in milliseconds").fill("30000");
        button("simulated", "csv").click();
        double before = progressBeyond(0);
        cluster.start("api-2");

        // When
        cluster.kill("api-1");

        // Then
        page.locator("#connection").getByText("Reconnecting").waitFor();
        screenshot("reconnecting-dark");
        page.locator("#connection")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        assertThat(progressBeyond(before)).isGreaterThan(before);
        popup().getByText("File generated with success").waitFor();
        screenshot("ready-dark");
    }

    @Test
    void cancelStopsItAndGivesTheButtonBack(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, new NewContextOptions().setColorScheme(ColorScheme.DARK));
        button("flights", "csv").click();
        progressBeyond(0);
        screenshot("running-dark");

        // When
        pressSlowly(popup().locator("button:text-is('Cancel')"));

        // Then
        popup().getByText("Download cancelled").waitFor();
        assertThat(button("flights", "csv").isEnabled()).isTrue();
        assertThat(rows().allInnerTexts()).singleElement().asString().contains("Download cancelled");
        screenshot("cancelled-dark");
    }

    @Test
    void whatIsWrongIsSaidInWordsBesideTheButton(Browser browser, Cluster cluster) {
        // Given a browser that lets everything pass
        open(browser, cluster, new NewContextOptions());
        form("flights").evaluate("form => form.noValidate = true");
        form("flights").getByLabel("Origin airport").fill("Las Vegas");

        // When
        button("flights", "csv").click();

        // Then
        Locator refusal = form("flights").locator(".refusal");
        refusal.waitFor();
        assertThat(refusal.innerText()).contains("origin");
        assertThat(button("flights", "csv").isEnabled()).isTrue();
        assertThat(rows().count()).isZero();
        screenshot("refused-light");
    }

    @Test
    void removedRowIsGone(Browser browser, Cluster cluster) {
        // Given
        open(browser, cluster, phone().setColorScheme(ColorScheme.DARK));
        button("tiny", "csv").click();
        popup().getByText("File generated with success").waitFor();
        screenshot("ready-phone-dark");

        // When
        popup().locator(".close").click();
        rows().locator("button:text-is('Remove')").click();

        // Then
        page.getByText("Nothing yet.").waitFor();
        assertThat(rows().count()).isZero();
        assertThat(popup().count()).isZero();
    }

    @Test
    void withoutAScriptTheFormsAndLinksDoTheSame(Browser browser, Cluster cluster) throws IOException {
        // Given
        open(browser, cluster, new NewContextOptions().setJavaScriptEnabled(false));

        // When
        button("tiny", "csv").click();

        // Then
        await().atMost(PATIENCE).until(() -> {
            page.reload();
            return rows().getByText("File generated with success").count() == 1;
        });
        screenshot("ready-without-script");
        Download download = page.waitForDownload(() -> rows().locator("a.fetch").click());
        assertThat(Files.readAllLines(download.path())).hasSize(101);
        rows().locator("button:text-is('Remove')").click();
        page.getByText("Nothing yet.").waitFor();
    }

    /** As a slow hand does it: what is redrawn meanwhile must not swallow it. */
    private static void pressSlowly(Locator button) {
        button.click(new Locator.ClickOptions().setDelay(1_000));
    }

    private static NewContextOptions phone() {
        return new NewContextOptions().setViewportSize(390, 844).setDeviceScaleFactor(2).setIsMobile(true)
                .setHasTouch(true);
    }

    private Locator form(String export) {
        return page.locator("form.export:has(#export-" + export + ")");
    }

    private Locator button(String export, String format) {
        return form(export).locator("button[value=" + format + "]");
    }

    private Locator popup() {
        return page.locator(".popup");
    }

    private Locator rows() {
        return page.locator("#list .row");
    }

    /** The percentage, as soon as it is greater than that. */
    private double progressBeyond(double percent) {
        return ((Number) page.waitForFunction(
                "least => { const value = document.querySelector('.popup progress')?.value; return value > least && value }",
                percent).jsonValue()).doubleValue();
    }

    private boolean nothingIsWiderThanTheScreen() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
