package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.downloadmanager.worker.generation.pdf.DrawnReport.Glyph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFontsTest {

    private static final Path DEJAVU = Path.of("/usr/share/fonts/truetype/dejavu");
    private static final Path DROID = Path.of("/usr/share/fonts/truetype/droid");
    private static final Path COLLECTION = Path.of("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc");

    @TempDir
    Path directory;

    @Test
    void hebrewIsDrawnRightToLeftAndCopiedUnchanged() throws Exception {
        // When
        DrawnReport report = report(new InstalledFonts(List.of()), "שלום עולם (12)");

        // Then
        List<Glyph> glyphs = report.pages().get(0).glyphs();
        Glyph first = glyphs.stream().filter(glyph -> glyph.text().equals("ש")).findFirst().orElseThrow();
        Glyph last = glyphs.stream().filter(glyph -> glyph.text().equals("ע")).findFirst().orElseThrow();
        assertThat(first.left()).isGreaterThan(last.left());
        assertThat(first.right()).isBetween(540.0, 550.0);
        assertThat(report.text()).contains("שלום עולם (12)").doesNotContain("□");
    }

    @Test
    void arabicIsDrawnRightToLeftAndCopiedUnchanged() throws Exception {
        // Given
        assumeInstalled(DEJAVU, "fonts-dejavu-core");

        // When
        DrawnReport report = report(new InstalledFonts(List.of(DEJAVU)), "مرحبا السلام عليكم");

        // Then
        assertThat(report.text()).contains("مرحبا السلام عليكم").doesNotContain("□");
    }

    @ParameterizedTest
    @ValueSource(strings = { "日本語 中文", "ひらがな カタカナ" })
    void chineseAndJapaneseAreDrawnAndCopiedUnchanged(String text) throws Exception {
        // Given
        assumeInstalled(DROID, "fonts-droid-fallback");

        // When
        DrawnReport report = report(new InstalledFonts(List.of(DEJAVU, DROID)), text);

        // Then
        assertThat(report.text()).contains(text).doesNotContain("□");
    }

    @ParameterizedTest
    @ValueSource(strings = { "한국어", "日本語 中文" })
    void fontCollectionsAreUsed(String text) throws Exception {
        // Given
        assumeInstalled(COLLECTION, "fonts-wqy-zenhei");

        // When
        DrawnReport report = report(new InstalledFonts(List.of(COLLECTION)), text);

        // Then
        assertThat(report.text()).contains(text).doesNotContain("□");
    }

    @Test
    void charactersWithoutAFontAreReplacedAndNoted() throws Exception {
        // When
        DrawnReport report = report(new InstalledFonts(List.of()), "日 👨\u200D👩\u200D👧 ' || chr(7) || ' emoji");

        // Then
        assertThat(report.text()).contains("1 □ □□□ □ emoji",
                "□ stands for characters that no installed font has: U+0007, U+65E5, U+1F467, U+1F468, U+1F469.");
    }

    @Test
    void theNoteOfReplacedCharactersIsShort() throws Exception {
        // When
        DrawnReport report = queried(new InstalledFonts(List.of()),
                "SELECT 1 AS id, chr(19968 + range::INT) AS v FROM range(3000)");

        // Then
        assertThat(report.text()).contains("U+4E00, U+4E01").contains("U+4E27 and 2960 more.").doesNotContain("U+4E28");
    }

    @Test
    void unsupportedScriptsAreNoted() throws Exception {
        // Given
        Path devanagari = Path.of("/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf");
        assumeInstalled(devanagari, "fonts-noto-core");

        // When
        DrawnReport report = report(new InstalledFonts(List.of(devanagari)), "हिन्दी");

        // Then
        assertThat(report.text()).contains("Letters of these scripts are drawn one by one, not joined: Devanagari.");
    }

    @Test
    void installedFontsAreReadOnlyWhenNeeded() throws Exception {
        // Given
        assumeInstalled(DEJAVU, "fonts-dejavu-core");
        Path installedLater = directory.resolve("fonts");
        InstalledFonts fonts = new InstalledFonts(List.of(installedLater));

        // When
        report(fonts, "größer, Ελλάδα, Łódź, Москва");
        Files.createSymbolicLink(installedLater, DEJAVU);
        DrawnReport report = report(fonts, "😀");

        // Then
        assertThat(report.text()).contains("😀");
    }

    @Test
    void filesThatAreNotFontsAreSkipped() throws Exception {
        // Given
        assumeInstalled(DEJAVU, "fonts-dejavu-core");
        byte[] whole = Files.readAllBytes(DEJAVU.resolve("DejaVuSans.ttf"));
        Files.write(directory.resolve("a.ttf"), new byte[0]);
        Files.writeString(directory.resolve("b.ttc"), "no font");
        Files.write(directory.resolve("c.ttf"), Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(directory.resolve("d.ttf"));
        Files.write(directory.resolve("e.ttf"), whole);
        Path absent = directory.resolve("absent");

        // When
        DrawnReport report = report(new InstalledFonts(List.of(absent, directory)), "😀");

        // Then
        assertThat(report.text()).contains("😀");
    }

    @Test
    void regularFontFacesArePreferred() throws Exception {
        // Given
        assumeInstalled(DEJAVU, "fonts-dejavu-core");

        // When
        InstalledFonts fonts = new InstalledFonts(List.of(DEJAVU));

        // Then
        assertThat(fonts.having(0x1F600, new StopCheck(() -> {}))).contains(DEJAVU.resolve("DejaVuSans.ttf"));
        assertThat(fonts.having(0x65E5, new StopCheck(() -> {}))).isEmpty();
    }

    @Test
    void theSameTextWithTheSameFontsGivesTheSameBytes() throws Exception {
        // Given
        assumeInstalled(DEJAVU, "fonts-dejavu-core");
        String query = "SELECT 1 AS id, 'مرحبا שלום 😀 日本語 Łódź' AS v";

        // When
        ReportRun one = new ReportRun(directory, new InstalledFonts(List.of(DEJAVU, DROID)), query,
                List.of("id", "v"));
        ReportRun other = new ReportRun(directory, new InstalledFonts(List.of(DEJAVU, DROID)), query,
                List.of("id", "v"));
        one.run();
        other.run();

        // Then
        assertThat(other.generation().bytes()).isEqualTo(one.generation().bytes());
    }

    private DrawnReport report(InstalledFonts fonts, String text) throws Exception {
        return queried(fonts, "SELECT 1 AS id, '%s' AS v".formatted(text));
    }

    private DrawnReport queried(InstalledFonts fonts, String query) throws Exception {
        return new ReportRun(directory, fonts, query, List.of("id", "v")).drawn();
    }

    private static void assumeInstalled(Path fonts, String debianPackage) {
        assumeTrue(Files.exists(fonts), "Debian's " + debianPackage + " is not installed on this machine");
    }
}
