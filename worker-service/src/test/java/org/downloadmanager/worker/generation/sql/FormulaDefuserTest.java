package org.downloadmanager.worker.generation.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaDefuserTest {

    /** With \n, \r and \t for line breaks and tabs. */
    @ParameterizedTest
    @CsvSource(delimiter = '§', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '`', value = {
        "``§``",
        "text§text",
        "a=b-c+d@e§a=b-c+d@e",
        "=1+1§'=1+1",
        "+1§'+1",
        "-1§'-1",
        "@a§'@a",
        "＝1+1§'＝1+1",
        "＋1§'＋1",
        "－1§'－1",
        "＠a§'＠a",
        "\\t=1§'\\t'=1",
        "\\r=1§'\\r'=1",
        "\\n=1§'\\n'=1",
        "\\nx§'\\nx",
        "x;=1+1§x;'=1+1",
        "x\\t=1+1§x\\t'=1+1",
        "x|=1+1§x|'=1+1",
        "x\\n-1§x\\n'-1",
        "x\\r\\n@a§x\\r\\n'@a",
        "x;;=1;+2§x;;'=1;'+2",
        "x,=1+1§x,=1+1",
        "x; =1§x; =1",
        "two\\nlines; and, more§two\\nlines; and, more",
    })
    void aCellOfNoLocaleBeginsWithAFormula(String text, String defused) {
        // Given
        FormulaDefuser formulas = new FormulaDefuser(',');

        // When
        String result = formulas.defused(unescaped(text));

        // Then
        assertThat(result).isEqualTo(unescaped(defused));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', value = { ";§x;=1§x;=1", ";§x,=1§x,'=1", "|§x|=1§x|=1", ",§x;=1§x;'=1" })
    void delimitersInsideQuotesAreData(char delimiter, String text, String defused) {
        // Given
        FormulaDefuser formulas = new FormulaDefuser(delimiter);

        // When
        String result = formulas.defused(text);

        // Then
        assertThat(result).isEqualTo(defused);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', value = {
        "{\"a\":\"x;=1;\\\";-2\"}§{\"a\":\"x;\\u003d1;\\\";\\u002d2\"}",
        "[\"x|＝1\",\"=1\",-5]§[\"x|\\uff1d1\",\"=1\",-5]",
    })
    void jsonStaysTheSameDocument(String json, String defused) {
        // Given
        FormulaDefuser formulas = new FormulaDefuser(',');

        // When
        String result = formulas.defusedJson(json);

        // Then
        assertThat(result).isEqualTo(defused);
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    }
}
