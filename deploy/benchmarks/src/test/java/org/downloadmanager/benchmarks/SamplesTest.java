package org.downloadmanager.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final Percentage THREE_DIGITS = Percentage.withPercentage(0.1);

    private final Samples samples = new Samples();

    @Test
    void percentilesAreIndependentOfTheOrderOfValues() {
        // Given
        IntStream.rangeClosed(1, 1_000).map(i -> (i * 7_919) % 1_000 + 1).forEach(samples::add);

        // Then
        assertThat(samples.count()).isEqualTo(1_000);
        assertThat(samples.median()).isCloseTo(500, THREE_DIGITS);
        assertThat(samples.percentile(99)).isCloseTo(990, THREE_DIGITS);
        assertThat(samples.max()).isCloseTo(1_000, THREE_DIGITS);
    }

    @Test
    void valuesOfAnySizeKeepThreeDigits() {
        // Given
        samples.add(0.000_123);
        samples.add(123_456);

        // Then
        assertThat(samples.median()).isCloseTo(0.000_123, THREE_DIGITS);
        assertThat(samples.max()).isCloseTo(123_456, THREE_DIGITS);
    }

    @Test
    void theMaximumOfZerosIsZero() {
        // Given
        samples.add(0);

        // Then
        assertThat(samples.max()).isZero();
        assertThat(samples.curve()).extracting(Samples.Point::value).containsOnly(0.0);
    }

    @Test
    void theCurveRises() {
        // Given
        IntStream.rangeClosed(1, 100).forEach(samples::add);

        // When
        List<Samples.Point> curve = samples.curve();

        // Then
        assertThat(curve.get(0).value()).isCloseTo(1, THREE_DIGITS);
        assertThat(curve.get(curve.size() - 1).value()).isCloseTo(100, THREE_DIGITS);
        assertThat(curve.get(curve.size() - 1).share()).isEqualTo(1);
        assertThat(curve).extracting(Samples.Point::value).isSorted();
        assertThat(curve).extracting(Samples.Point::share).isSorted();
        assertThat(curve).filteredOn(point -> point.value() >= 50).first()
                .satisfies(half -> assertThat(half.share()).isCloseTo(0.5, within(0.05)));
    }
}
