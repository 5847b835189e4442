package org.downloadmanager.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileRequestTest {

    static Stream<Object[]> numbersAndTheirOneForm() {
        return Stream.of(new Object[][]{
            { 7, 7L },
            { (short) 7, 7L },
            { 7L, 7L },
            { 7.0, 7L },
            { 1.0E7, 10_000_000L },
            { BigInteger.TEN, 10L },
            { new BigDecimal("7.000"), 7L },
            { new BigDecimal("1E+7"), 10_000_000L },
            { new BigDecimal("0E-20"), 0L },
            { new BigDecimal("0E+1000000000"), 0L },
            { new BigDecimal("-0.10"), new BigDecimal("-0.1") },
            { 0.1f, new BigDecimal("0.1") },
            { BigInteger.valueOf(Long.MAX_VALUE), Long.MAX_VALUE },
            { new BigDecimal("9223372036854775807.0"), Long.MAX_VALUE },
            { BigInteger.ONE.shiftLeft(63), new BigDecimal("9223372036854775808") },
            { new BigDecimal("1E+37"), new BigDecimal(BigInteger.TEN.pow(37)) },
            { Double.MIN_VALUE, new BigDecimal("4.9E-324") },
            { Double.MAX_VALUE, new BigDecimal("1.7976931348623157E+308").setScale(0) },
        });
    }

    @ParameterizedTest
    @MethodSource("numbersAndTheirOneForm")
    void numbersHaveACanonicalForm(Object given, Object canonical) {
        assertThat(new FileRequest("e", "csv", Map.of("n", given)).parameters()).containsExactly(
                Map.entry("n", canonical));
    }

    @Test
    void otherValuesStayUnchanged() {
        // Given
        Map<String, Object> parameters = Map.of("text", "1.0", "flag", true);

        // Then
        assertThat(new FileRequest("e", "csv", parameters).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1E+1000000000", "1E-1000000000", "1E+1000", "1E-1001" })
    void aNumberBeyondTheLimitsOfJsonIsRefused(String number) {
        // Given
        Map<String, Object> parameters = Map.of("n", new BigDecimal(number));

        // Then
        assertThatThrownBy(() -> new FileRequest("e", "csv", parameters)).isInstanceOf(IllegalArgumentException.class);
    }
}
