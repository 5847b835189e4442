package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0              | 0",
        "999            | 999",
        "1000           | 1,000",
        "-1000          | -1,000",
        "+12345678      | +12,345,678",
        "1234567.891234 | 1,234,567.891234",
        "0.00000014     | 0.00000014",
        "1.4e-45        | 1.4e-45",
        "12345.6E+12345 | 12,345.6E+12345",
        "NaN            | NaN",
        "-Infinity      | -Infinity",
        "12345 pieces   | 12345 pieces" })
    void onlyTheDigitsBeforeThePointAreGrouped(String text, String shown) {
        // When
        String withCommas = NumberText.withCommas(text);

        // Then
        assertThat(withCommas).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0000000000000000000000000000000000000000000014, 1.4E-45",
        "-1797693134862315700000000000000000000000000000000, -1.7976931348623157E48",
        "100000000000000000000000000000000000000000000000000, 1E50",
        "0.00000000000000000000000000000000000000000000000, 0",
        "12345678901234567890123456789012345678901234567890, 12345678901234567890123456789012345678901234567890",
        "1234567890123456789012345678901234567890, 1234567890123456789012345678901234567890",
        "0.00000000000014, 0.00000000000014" })
    void aNumberOfManyZerosIsShownWithAnExponentAndTheSameValue(String text, String shown) {
        // When
        String compact = NumberText.compact(text);

        // Then
        assertThat(compact).isEqualTo(shown);
        assertThat(new BigDecimal(compact)).isEqualByComparingTo(text);
    }

    @ParameterizedTest
    @CsvSource({ "1999, false", "-1999, false", "10000, true", "-10000.5, true", "0.123456, false", "1e10, false",
        "NaN, false" })
    void aNumberOfFiveDigitsIsLong(String text, boolean isLong) {
        // When / Then
        assertThat(NumberText.isLong(text)).isEqualTo(isLong);
    }
}
