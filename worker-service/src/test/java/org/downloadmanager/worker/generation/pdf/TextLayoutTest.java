package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.downloadmanager.worker.generation.pdf.TextLine.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLayoutTest {

    private static final Path DEJAVU = Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    private static final float SIZE = 8;
    private static final float WIDTH = 190;

    private final PDDocument document = new PDDocument();
    private ReportFonts fonts;
    private TextLayout layout;

    @BeforeEach
    void openFonts() throws IOException {
        use(List.of());
    }

    @AfterEach
    void closeFonts() throws IOException {
        fonts.close();
        document.close();
    }

    @Test
    void textThatFitsIsShownWhole() throws IOException {
        // When
        TextLine line = layout.fitted("Largest cities", SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).isEqualTo("Largest cities");
        assertThat(line.width(SIZE)).isBetween(40f, 60f);
        assertThat(line.rightToLeft()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(floats = { 10, 20, 50, 100, 190, 500 })
    void cutTextFillsTheWidthAndEndsWithAnEllipsis(float width) throws IOException {
        // When
        TextLine line = layout.fitted("iiiiiWWWWW".repeat(100), SIZE, width);

        // Then
        assertThat(drawn(line)).endsWith("…");
        assertThat(line.width(SIZE)).isBetween(width - 8, width + 0.01f);
    }

    @Test
    void longTextsAreLaidOutInLinearTime() throws IOException {
        // Given
        String endless = "many words ".repeat(20_000_000 / 11);

        // When
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            layout.fitted(endless, SIZE, WIDTH);
            layout.wrapped(endless, SIZE, WIDTH, 4);
            layout.width(endless, SIZE, WIDTH);
        }

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void textWrapsAtSpacesAndLosesNoWord() throws IOException {
        // Given
        String text = "The quick  brown fox jumps over the lazy dog ".repeat(3);

        // When
        List<TextLine> lines = layout.wrapped(text, SIZE, 60, 100);

        // Then
        assertThat(lines).allMatch(line -> line.width(SIZE) <= 60.01f).hasSizeGreaterThan(6);
        assertThat(lines.stream().map(TextLayoutTest::drawn).collect(Collectors.joining(" ")).replaceAll(" +", " "))
                .isEqualTo(text.replaceAll(" +", " ").strip());
    }

    @Test
    void aWordWiderThanTheLineIsSplit() throws IOException {
        // When
        List<TextLine> lines = layout.wrapped("x".repeat(100), SIZE, 40, 100);

        // Then
        assertThat(lines).allMatch(line -> line.width(SIZE) <= 40.01f);
        assertThat(lines.stream().map(TextLayoutTest::drawn).collect(Collectors.joining())).isEqualTo("x".repeat(100));
    }

    @Test
    void textBeyondTheLastLineIsMarked() throws IOException {
        // When
        List<TextLine> lines = layout.wrapped("word ".repeat(1000), SIZE, 60, 3);

        // Then
        assertThat(lines).hasSize(3);
        assertThat(drawn(lines.get(2))).endsWith("…");
        assertThat(lines).allMatch(line -> line.width(SIZE) <= 60.01f);
    }

    @Test
    void blankTextHasNoLines() throws IOException {
        // When / Then
        assertThat(layout.wrapped("", SIZE, WIDTH, 3)).isEmpty();
        assertThat(layout.wrapped(" \t\n ", SIZE, WIDTH, 3)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "שלום עולם         | םלוע םולש         | true",
        "שלום (abc) 123    | 123 (abc) םולש    | true",
        "(עם סוגריים)      | (םיירגוס םע)      | true",
        "total: שלום, 5    | total: 5 ,םולש    | false",
        "abc               | abc               | false" })
    void whatIsReadFromTheRightIsDrawnFromTheRight(String text, String drawn, boolean rightToLeft) throws IOException {
        // When
        TextLine line = layout.fitted(text, SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).isEqualTo(drawn);
        assertThat(line.rightToLeft()).isEqualTo(rightToLeft);
    }

    @Test
    void rightToLeftTextIsCutAtItsEnd() throws IOException {
        // When
        TextLine line = layout.fitted("אבגד ".repeat(100), SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).startsWith("…").endsWith("דגבא");
        assertThat(line.width(SIZE)).isLessThanOrEqualTo(WIDTH + 0.01f);
    }

    @Test
    void arabicLettersAreJoinedAndKeepTheirVowelSigns() throws IOException {
        // Given
        useDejaVu();

        // When
        TextLine joined = layout.fitted("مرحبا", SIZE, WIDTH);
        TextLine withSigns = layout.fitted("مُحَمَّد", SIZE, WIDTH);

        // Then
        assertThat(drawn(joined)).isEqualTo("\uFE8E\uFE92\uFEA3\uFEAE\uFEE3");
        assertThat(joined.rightToLeft()).isTrue();
        assertThat(drawn(withSigns)).contains("\u064F", "\u064E", "\u0651").doesNotContain("\uFE79", "\uFE77");
        assertThat(fonts.missing().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a\u200Bb\u200D\uFEFF\u00ADc   | abc",
        "a\u202Abb\u202Cc\u200E\u2066d\u2069 | abbcd",
        "a\tb\u00A0c\u2003d\u2028e     | a b c d e",
        "e\u0301 o\u0308                | é ö",
        "❤\uFE0F                       | ❤" })
    void whatIsNotSeenIsNotDrawn(String text, String drawn) throws IOException {
        // Given
        useDejaVu();

        // When
        TextLine line = layout.fitted(text, SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).isEqualTo(drawn);
        assertThat(fonts.missing().isEmpty()).isTrue();
    }

    @Test
    void charactersWithoutAFontAreReplacedAndCached() throws IOException {
        // When
        TextLine line = layout.fitted("a日b\u0007c\uD800d👨e", SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).isEqualTo("a□b□c□d□e");
        assertThat(fonts.missing().stream()).containsExactly(0x7, 0x65E5, 0xD800, 0x1F468);
    }

    @Test
    void missingGlyphsComeFromAnotherFont() throws IOException {
        // Given
        useDejaVu();

        // When
        TextLine line = layout.fitted("smile 😀!", SIZE, WIDTH);

        // Then
        assertThat(line.runs()).extracting(Run::text).containsExactly("smile ", "😀", "!");
        assertThat(line.runs()).extracting(Run::typeface).first().isSameAs(line.runs().get(2).typeface())
                .isNotSameAs(line.runs().get(1).typeface());
    }

    @Test
    void endlessCombiningMarksAreCut() throws IOException {
        // When
        TextLine line = layout.fitted("a" + "\u0316".repeat(40_000), SIZE, WIDTH);

        // Then
        assertThat(drawn(line)).hasSizeLessThan(400).endsWith("…");
    }

    private void useDejaVu() throws IOException {
        assumeTrue(Files.exists(DEJAVU), "Debian's fonts-dejavu-core is not installed on this machine");
        fonts.close();
        use(List.of(DEJAVU));
    }

    private void use(List<Path> places) throws IOException {
        fonts = new ReportFonts(document, new InstalledFonts(places), new StopCheck(() -> {}));
        layout = new TextLayout(fonts, new StopCheck(() -> {}));
    }

    private static String drawn(TextLine line) {
        return line.runs().stream().map(Run::text).collect(Collectors.joining());
    }
}
