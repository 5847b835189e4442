package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers that every database here holds with all their digits. */
final class Decimals {

    /** DuckDB's decimals hold no more, and a longer one that is bound to its driver counts as NULL. */
    static final int MAX_DIGITS = 38;

    /** Of a text that can be such a number, with room for a sign, zeros and an exponent: no text costs time without end. */
    private static final int MAX_LENGTH = 1_000;

    private Decimals() {}

    /**
     * The number that is written there, without zeros at the end of its fraction and without an exponent; empty when its
     * digits, before and behind the point, are too many.
     *
     * @throws NumberFormatException when it is no number
     */
    static Optional<BigDecimal> parse(String text) {
        return text.length() > MAX_LENGTH ? Optional.empty() : bounded(new BigDecimal(text));
    }

    /** The same for a number that has been read. */
    static Optional<BigDecimal> bounded(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        // Looked at before any digit is written out: 1e1000000000 would be a gigabyte of zeros.
        long whole = Math.max(0L, (long) stripped.precision() - stripped.scale());
        long fraction = Math.max(0, stripped.scale());
        return whole + fraction > MAX_DIGITS
                ? Optional.empty()
                : Optional.of(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }
}
