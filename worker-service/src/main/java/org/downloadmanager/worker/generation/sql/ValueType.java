package org.downloadmanager.worker.generation.sql;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of values that files distinguish. A value travels as its canonical text, which is the same for every database
 * and parses to the value.
 */
public enum ValueType {

    /** Up to 32 bits unsigned or 64 bits signed; a {@link Long}. */
    INTEGER {
        @Override
        Object value(String text) {
            return Long.valueOf(text);
        }
    },

    /** Any number of digits; a {@link BigDecimal}, or a {@link Double} for NaN and infinities. */
    DECIMAL {
        @Override
        String canonical(String sourceText) {
            return isFinite(sourceText) ? plain(sourceText) : notFinite(sourceText);
        }

        @Override
        Object value(String text) {
            return isFinite(text) ? (Object) new BigDecimal(text) : FLOATING.value(text);
        }

        @Override
        int compare(Object one, Object other) {
            return one instanceof BigDecimal number && other instanceof BigDecimal another
                    ? number.compareTo(another)
                    : FLOATING.compare(one, other);
        }
    },

    /** Binary, of 64 or 32 bits; a {@link Double}. */
    FLOATING {
        @Override
        String canonical(String sourceText) {
            return isFinite(sourceText) ? CanonicalText.of(Double.parseDouble(sourceText)) : notFinite(sourceText);
        }

        @Override
        Object value(String text) {
            return switch (text) {
                case CanonicalText.NAN -> Double.NaN;
                case CanonicalText.INFINITY -> Double.POSITIVE_INFINITY;
                case CanonicalText.MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
                default -> Double.valueOf(text);
            };
        }

        /** Zero equals negative zero, and NaN equals itself and is greater than all others. */
        @Override
        int compare(Object one, Object other) {
            double number = ((Number) one).doubleValue();
            double another = ((Number) other).doubleValue();
            return number == another ? 0 : Double.compare(number, another);
        }
    },

    BOOLEAN {
        @Override
        String canonical(String sourceText) {
            return sourceText.startsWith("t") ? "true" : "false";
        }

        @Override
        Object value(String text) {
            return Boolean.valueOf(text);
        }
    },

    /** A {@link LocalDate}; its greatest and least value stand for the infinities. */
    DATE {
        @Override
        String canonical(String sourceText) {
            return isInfinite(sourceText) ? sourceText : withBeforeChristAfterTheDay(sourceText);
        }

        @Override
        Object value(String text) {
            return isInfinite(text) ? either(text, LocalDate.MAX, LocalDate.MIN) : day(text);
        }
    },

    /** Nanoseconds since midnight, up to and including the end of the day; a {@link Long}. */
    TIME {
        @Override
        String canonical(String sourceText) {
            return withWholeGroups(sourceText);
        }

        @Override
        Object value(String text) {
            return text.startsWith("24") ? (Object) NANOS_OF_DAY : (Object) LocalTime.parse(text).toNanoOfDay();
        }
    },

    /** A {@link LocalDateTime}; its greatest and least value stand for the infinities. */
    TIMESTAMP {
        @Override
        String canonical(String sourceText) {
            return isInfinite(sourceText)
                    ? sourceText
                    : withWholeGroups(withBeforeChristAfterTheDay(sourceText.replace('T', ' ')));
        }

        @Override
        Object value(String text) {
            if (isInfinite(text)) {
                return either(text, LocalDateTime.MAX, LocalDateTime.MIN);
            }
            int time = text.lastIndexOf(' ');
            return day(text.substring(0, time)).atTime(LocalTime.parse(text.substring(time + 1)));
        }
    },

    /**
     * A point in time, in UTC unless requested {@link #in} another zone; an {@link OffsetDateTime}, whose greatest and
     * least value stand for the infinities.
     */
    INSTANT {
        @Override
        String canonical(String sourceText) {
            if (isInfinite(sourceText)) {
                return sourceText;
            }
            Matcher parts = OFFSET.matcher(withBeforeChristAfterTheDay(sourceText.replace('T', ' ')));
            if (!parts.matches()) {
                throw new IllegalArgumentException("No point in time: " + sourceText);
            }
            LocalDateTime local = (LocalDateTime) TIMESTAMP.value(TIMESTAMP.canonical(parts.group(1)));
            return CanonicalText.of(local.atOffset(ZoneOffset.of(parts.group(2)))
                    .withOffsetSameInstant(ZoneOffset.UTC));
        }

        @Override
        Object value(String text) {
            if (isInfinite(text)) {
                return either(text, OffsetDateTime.MAX, OffsetDateTime.MIN);
            }
            Matcher parts = OFFSET.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("No point in time: " + text);
            }
            return ((LocalDateTime) TIMESTAMP.value(parts.group(1))).atOffset(ZoneOffset.of(parts.group(2)));
        }

        @Override
        Object in(ZoneId zone, Object value) {
            return value.equals(OffsetDateTime.MAX) || value.equals(OffsetDateTime.MIN)
                    ? value
                    : ((OffsetDateTime) value).atZoneSameInstant(zone).toOffsetDateTime();
        }
    },

    /** Text that the source generates and no person types, such as a UUID or an interval: never a formula. */
    CODE,

    TEXT,

    /** A list, a structure or a document, as compact JSON. */
    JSON;

    /** The {@link #TIME} at the end of a day. */
    public static final Long NANOS_OF_DAY = 86_400_000_000_000L;

    private static final Pattern OFFSET = Pattern.compile("(.*?)(Z|[+-]\\d\\d(?::?\\d\\d){0,2})");
    private static final Pattern BEFORE_CHRIST = Pattern.compile("(\\S+)(.*?) BC");
    private static final Pattern DAY = Pattern.compile("(\\d+)-(\\d\\d)-(\\d\\d)( \\(BC\\))?");

    /** The canonical text, from the source's text of a value. */
    String canonical(String sourceText) {
        return sourceText;
    }

    /** The value of a canonical text. */
    Object value(String text) {
        return text;
    }

    /** The same value in that zone. */
    Object in(ZoneId zone, Object value) {
        return value;
    }

    public boolean isNumber() {
        return this == INTEGER || this == DECIMAL || this == FLOATING;
    }

    /** Whether Java orders the values as every database does; text, for one, depends on the collation. */
    boolean isOrderedAlike() {
        return isNumber() || this == DATE || this == TIMESTAMP || this == INSTANT;
    }

    /** Compares two values of a type that {@link #isOrderedAlike}. */
    @SuppressWarnings("unchecked")
    int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    /** A time of day with its offset, both in full. */
    static String withOffset(String time) {
        Matcher parts = OFFSET.matcher(time);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No time with an offset: " + time);
        }
        return withWholeGroups(parts.group(1)) + ZoneOffset.of(parts.group(2));
    }

    private static boolean isInfinite(String text) {
        return text.equals(CanonicalText.INFINITY) || text.equals(CanonicalText.MINUS_INFINITY);
    }

    private static <T> T either(String text, T infinity, T minusInfinity) {
        return text.equals(CanonicalText.INFINITY) ? infinity : minusInfinity;
    }

    private static boolean isFinite(String number) {
        char last = number.charAt(number.length() - 1);
        return '0' <= last && last <= '9';
    }

    /** PostgreSQL writes Infinity, DuckDB inf, and both parse infinity. */
    private static String notFinite(String number) {
        return number.equalsIgnoreCase(CanonicalText.NAN)
                ? CanonicalText.NAN
                : CanonicalText.infinity(!number.startsWith("-"));
    }

    private static String plain(String number) {
        return number.indexOf('e') < 0 && number.indexOf('E') < 0 ? number : new BigDecimal(number).toPlainString();
    }

    /** PostgreSQL writes BC after the time. */
    private static String withBeforeChristAfterTheDay(String text) {
        Matcher parts = BEFORE_CHRIST.matcher(text);
        return parts.matches() ? parts.group(1) + CanonicalText.BEFORE_CHRIST + parts.group(2) : text;
    }

    /** The databases omit trailing zeros of a fraction; here it has three, six or nine digits. */
    private static String withWholeGroups(String time) {
        int point = time.lastIndexOf('.');
        int digits = time.length() - point - 1;
        if (point < 0 || digits % 3 == 0) {
            return time;
        }
        return time + (digits % 3 == 1 ? "00" : "0");
    }

    private static LocalDate day(String text) {
        Matcher parts = DAY.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No date: " + text);
        }
        int year = Integer.parseInt(parts.group(1));
        return LocalDate.of(parts.group(4) == null ? year : 1 - year, Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)));
    }
}
