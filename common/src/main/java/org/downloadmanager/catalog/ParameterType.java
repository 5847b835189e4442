package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * What a parameter accepts from JSON and from a form, and how it is bound to SQL. A value that one of the databases cannot
 * take exactly is refused.
 */
public enum ParameterType {

    TEXT("must be text of at most 1000 characters, without control characters", "VARCHAR") {
        @Override
        Optional<Object> read(Object raw) {
            return raw instanceof String text && text.length() <= 2 * MAX_CHARACTERS
                    && text.codePointCount(0, text.length()) <= MAX_CHARACTERS
                    && Characters.areStorable(text)
                            ? Optional.of(text)
                            : Optional.empty();
        }
    },

    INTEGER("must be a whole number of at most 64 bits", "BIGINT") {
        @Override
        Optional<Object> read(Object raw) {
            // A decimal such as 3.0 is refused too, because it suggests that fractions are accepted.
            return raw instanceof BigDecimal || raw instanceof Double || raw instanceof Float
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(raw.toString().strip()));
        }

        @Override
        String text(Object value) {
            return Long.toString(((Number) value).longValue());
        }
    },

    DECIMAL("must be a number of at most " + Decimals.MAX_DIGITS + " digits", "DECIMAL") {
        @Override
        Optional<Object> read(Object raw) {
            return Decimals.parse(raw.toString().strip()).map(decimal -> decimal);
        }

        @Override
        String text(Object value) {
            return decimal(value).toPlainString();
        }

        @Override
        String placeholder(Object value) {
            BigDecimal decimal = decimal(value);
            // Zero has no digit before its point, and 0.001 has precision 1 but scale 3.
            return "CAST(? AS DECIMAL(" + Math.max(1, Math.max(decimal.precision(), decimal.scale())) + ", "
                    + decimal.scale() + "))";
        }

        private static BigDecimal decimal(Object value) {
            return Decimals.parse(value.toString())
                    .orElseThrow(() -> new IllegalArgumentException("No database here holds " + value));
        }
    },

    DATE("must be a date such as 2001-12-31, in the years 0001 to 9999", "DATE") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(LocalDate.parse(raw.toString().strip()))
                    .filter(date -> isYearOfAll(date.getYear())).map(LocalDate::toString);
        }
    },

    TIMESTAMP(
            "must be a date and time such as 2001-12-31T23:59:00, in the years 0001 to 9999, to the microsecond at most",
            "TIMESTAMP") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(LocalDateTime.parse(raw.toString().strip().replace(' ', 'T')))
                    .filter(time -> isYearOfAll(time.getYear()) && time.get(ChronoField.NANO_OF_SECOND) % 1_000 == 0)
                    .map(LocalDateTime::toString);
        }
    },

    BOOLEAN("must be true or false", "BOOLEAN") {
        @Override
        Optional<Object> read(Object raw) {
            return switch (raw.toString().strip().toLowerCase(Locale.ROOT)) {
                // Browsers send this for a ticked checkbox.
                case "true", "on" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
    },

    CHOICE("must be one of the options", "VARCHAR") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(raw.toString());
        }
    };

    private static final int MAX_CHARACTERS = 1_000;

    private final String demand;
    private final String sqlType;

    ParameterType(String demand, String sqlType) {
        this.demand = demand;
        this.sqlType = sqlType;
    }

    /** The value of a checked request: text, a Long, a BigDecimal or a Boolean. */
    Optional<Object> parse(Object raw) {
        boolean scalar = raw instanceof String || raw instanceof Number || raw instanceof Boolean;
        try {
            return scalar ? read(raw) : Optional.empty();
        } catch (DateTimeException | NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    /** The rest of the message about an invalid value. */
    String demand() {
        return demand;
    }

    /** The name of the type in the catalog. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract Optional<Object> read(Object raw);

    /** The text to bind for a checked value. */
    String text(Object value) {
        return value.toString();
    }

    /** The SQL in place of the bound text: a cast, so that the database compares a value of this type. */
    String placeholder(Object value) {
        return "CAST(? AS " + sqlType + ")";
    }

    /** A year that DuckDB, PostgreSQL and the readers of files all support. */
    private static boolean isYearOfAll(int year) {
        return year >= 1 && year <= 9999;
    }
}
