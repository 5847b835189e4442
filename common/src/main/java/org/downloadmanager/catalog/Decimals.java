package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers that every supported database holds with all their digits. */
final class Decimals {

    /** DuckDB's decimals hold no more; its driver binds a longer one as NULL. */
    static final int MAX_DIGITS = 38;

    /** The longest text of such a number, with sign, zeros and exponent. It bounds the time that parsing takes. */
    private static final int MAX_LENGTH = 1_000;

    private Decimals() {}

    /**
     * Parses a number into the form without trailing zeros and without an exponent; empty when it has too many digits
     * before and after the point.
     *
     * @throws NumberFormatException when the text is not a number
     */
    static Optional<BigDecimal> parse(String text) {
        return text.length() > MAX_LENGTH ? Optional.empty() : bounded(new BigDecimal(text));
    }

    /** The same for a number that was already parsed. */
    static Optional<BigDecimal> bounded(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        // Checked before any digit is written: 1e1000000000 would be a gigabyte of zeros.
        long whole = Math.max(0L, (long) stripped.precision() - stripped.scale());
        long fraction = Math.max(0, stripped.scale());
        return whole + fraction > MAX_DIGITS
                ? Optional.empty()
                : Optional.of(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }
}
