package org.downloadmanager.worker.generation.sql;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * The text of values, the same for every database and every format. A year has all its digits and no sign, and years before
 * the first end with {@code (BC)}; both databases read that, and no spreadsheet takes it for a formula.
 */
public final class CanonicalText {

    static final String INFINITY = "infinity";
    static final String MINUS_INFINITY = "-infinity";
    static final String NAN = "NaN";
    static final String BEFORE_CHRIST = " (BC)";

    /** Numbers beyond these limits have an exponent, as in ECMAScript's Number::toString. */
    private static final int LARGEST_PLAIN_EXPONENT = 21;
    private static final int SMALLEST_PLAIN_EXPONENT = -6;

    private CanonicalText() {}

    /** The shortest digits that parse to the same number, on every JVM: before JDK 19, Java's own text had more. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return NAN;
        }
        return Double.isInfinite(value) ? infinity(value > 0) : shortened(NumberOutput.toString(value, true));
    }

    static String of(float value) {
        if (Float.isNaN(value)) {
            return NAN;
        }
        return Float.isInfinite(value) ? infinity(value > 0) : shortened(NumberOutput.toString(value, true));
    }

    static String of(LocalDate date) {
        if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
            return infinity(date.equals(LocalDate.MAX));
        }
        StringBuilder text = new StringBuilder(16);
        appendDay(text, date);
        return text.toString();
    }

    static String of(LocalDateTime timestamp) {
        if (timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN)) {
            return infinity(timestamp.equals(LocalDateTime.MAX));
        }
        StringBuilder text = new StringBuilder(32);
        appendDay(text, timestamp.toLocalDate());
        return text.append(' ').append(of(timestamp.toLocalTime())).toString();
    }

    /** In its own offset. */
    static String of(OffsetDateTime instant) {
        if (instant.equals(OffsetDateTime.MAX) || instant.equals(OffsetDateTime.MIN)) {
            return infinity(instant.equals(OffsetDateTime.MAX));
        }
        return of(instant.toLocalDateTime()) + instant.getOffset();
    }

    /** With seconds, and three, six or nine fractional digits if there is a fraction. */
    static String of(LocalTime time) {
        String text = time.toString();
        // LocalTime omits seconds of zero.
        return text.length() == 5 ? text + ":00" : text;
    }

    static String infinity(boolean positive) {
        return positive ? INFINITY : MINUS_INFINITY;
    }

    private static void appendDay(StringBuilder text, LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        for (int limit = 1000; year < limit && limit > 1; limit /= 10) {
            text.append('0');
        }
        text.append(year);
        appendTwo(text.append('-'), date.getMonthValue());
        appendTwo(text.append('-'), date.getDayOfMonth());
        if (date.getYear() <= 0) {
            text.append(BEFORE_CHRIST);
        }
    }

    private static void appendTwo(StringBuilder text, int number) {
        if (number < 10) {
            text.append('0');
        }
        text.append(number);
    }

    /** From Java's text, which has a point, and an exponent from 10,000,000 on and below 0.001. */
    private static String shortened(String javas) {
        if (javas.indexOf('E') < 0) {
            return javas.endsWith(".0") ? javas.substring(0, javas.length() - 2) : javas;
        }
        BigDecimal number = new BigDecimal(javas).stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (SMALLEST_PLAIN_EXPONENT <= exponent && exponent < LARGEST_PLAIN_EXPONENT) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        return (number.signum() < 0 ? "-" : "") + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e" : "e+") + exponent;
    }
}
