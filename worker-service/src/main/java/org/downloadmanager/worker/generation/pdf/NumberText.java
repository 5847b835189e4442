package org.downloadmanager.worker.generation.pdf;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a number in a report: the same value in a form that is easier to read. Other text is unchanged. */
final class NumberText {

    private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d+)((?:\\.\\d*)?(?:[eE][+-]?\\d+)?)");
    private static final int DIGITS_WITHOUT_COMMA = 4;
    /** People do not read longer numbers digit by digit. */
    private static final int MAX_PLAIN = 40;

    private NumberText() {}

    /** Whether thousands separators help. */
    static boolean isLong(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.matches() && number.end(2) - number.start(2) > DIGITS_WITHOUT_COMMA;
    }

    /** Separates thousands before the point only. */
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

    /** With an exponent, if most digits would otherwise be zeros. */
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
