package org.downloadmanager.worker.generation.pdf;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a report shows the text of a number: the same value, easier to read. Other text stays as it is. */
final class NumberText {

    private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d+)((?:\\.\\d*)?(?:[eE][+-]?\\d+)?)");
    private static final int DIGITS_WITHOUT_COMMA = 4;
    /** More digits than this are not read but counted. */
    private static final int MAX_PLAIN = 40;

    private NumberText() {}

    /** Whether commas make a number easier to read. */
    static boolean isLong(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.matches() && number.end(2) - number.start(2) > DIGITS_WITHOUT_COMMA;
    }

    /** With commas between the digits before the point: those of a fraction or of an exponent are not read in groups. */
    static String withCommas(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return text;
        }
        StringBuilder grouped = new StringBuilder(number.group(2));
        for (int i = grouped.length() - 3; i > 0; i -= 3) {
            grouped.insert(i, ',');
        }
        return grouped.insert(0, number.group(1)).append(number.group(3)).toString();
    }

    /** With an exponent, if without one most of its digits were zeros that only show how large or small it is. */
    static String compact(String text) {
        if (text.length() <= MAX_PLAIN || !NUMBER.matcher(text).matches()) {
            return text;
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        return value.precision() * 2 > MAX_PLAIN
                ? text
                : value.unscaledValue().signum() == 0 ? "0" : scientific(value);
    }

    private static String scientific(BigDecimal value) {
        String digits = value.unscaledValue().abs().toString();
        long exponent = (long) digits.length() - 1 - value.scale();
        return (value.signum() < 0 ? "-" : "") + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + "E" + exponent;
    }
}
