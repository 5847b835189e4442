package org.downloadmanager.downloads;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request for a file. Two requests for the same file are equal, whether their numbers come from a form, from JSON or from
 * another version of this system.
 *
 * @param format text, because a stored request may come from a version with more formats
 * @param parameters checked values by name, sorted: text, booleans, and numbers. A number is a Long where it is whole and
 *         fits, else a BigDecimal without trailing zeros.
 */
public record FileRequest(String export, String format, Map<String, Object> parameters) {

    /** The limit of stored JSON. The catalog allows less, but a stored request may come from another version. */
    private static final int MAX_DIGITS = 1_000;
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    /** @throws IllegalArgumentException when a number has more digits than JSON can carry */
    public FileRequest {
        Map<String, Object> canonical = new TreeMap<>();
        parameters.forEach((name, value) -> canonical.put(name,
                value instanceof Number number ? canonical(number) : value));
        parameters = Collections.unmodifiableMap(canonical);
    }

    /** A value as text: a number has all its digits and no exponent. */
    public static String text(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /** JSON readers choose the smallest type that holds a number, and a decimal may have been written as a whole number. */
    private static Number canonical(Number number) {
        if (number instanceof Long) {
            return number;
        }
        BigDecimal exact = new BigDecimal(number.toString()).stripTrailingZeros();
        long whole = (long) exact.precision() - exact.scale();
        if (whole > MAX_DIGITS || exact.scale() > MAX_DIGITS) {
            throw new IllegalArgumentException("A number has more than " + MAX_DIGITS + " digits");
        }
        if (exact.scale() > 0) {
            return exact;
        }
        BigInteger integer = exact.toBigInteger();
        return integer.compareTo(MIN_LONG) >= 0 && integer.compareTo(MAX_LONG) <= 0
                ? (Number) integer.longValue()
                : new BigDecimal(integer);
    }
}
