package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;

/** What a parameter accepts, be it from JSON or from a form, and how a database gets to see it. */
public enum ParameterType {

    TEXT("must be text of at most 1000 characters, without control characters") {
        @Override
        Optional<Object> read(Object raw) {
            return raw instanceof String text && text.length() <= 1000
                    && text.chars().noneMatch(Character::isISOControl)
                            ? Optional.of(text)
                            : Optional.empty();
        }
    },

    INTEGER("must be a whole number") {
        @Override
        Optional<Object> read(Object raw) {
            // A decimal that happens to be whole is refused as well: 3.0 says that somebody means something else.
            return isDecimal(raw) ? Optional.empty() : Optional.of(Long.valueOf(raw.toString().strip()));
        }

        @Override
        Object toSql(Object value) {
            // Numbers that travelled as JSON come back in the smallest type that holds them.
            return ((Number) value).longValue();
        }
    },

    DECIMAL("must be a number") {
        @Override
        Optional<Object> read(Object raw) {
            double number = new BigDecimal(raw.toString().strip()).doubleValue();
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        }

        @Override
        Object toSql(Object value) {
            return new BigDecimal(value.toString());
        }
    },

    DATE("must be a date such as 2001-12-31") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(LocalDate.parse(raw.toString().strip()).toString());
        }

        @Override
        Object toSql(Object value) {
            return LocalDate.parse((String) value);
        }
    },

    TIMESTAMP("must be a date and time such as 2001-12-31T23:59:00") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(LocalDateTime.parse(raw.toString().strip().replace(' ', 'T')).toString());
        }

        @Override
        Object toSql(Object value) {
            return LocalDateTime.parse((String) value);
        }
    },

    BOOLEAN("must be true or false") {
        @Override
        Optional<Object> read(Object raw) {
            return switch (raw.toString().strip().toLowerCase(Locale.ROOT)) {
                // What a browser sends for a ticked box.
                case "true", "on" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
    },

    CHOICE("must be one of the options") {
        @Override
        Optional<Object> read(Object raw) {
            return Optional.of(raw.toString());
        }
    };

    private final String demand;

    ParameterType(String demand) {
        this.demand = demand;
    }

    /** The value as a request carries it once it is checked: text, a Long, a Double or a Boolean. */
    Optional<Object> parse(Object raw) {
        boolean scalar = raw instanceof String || raw instanceof Number || raw instanceof Boolean;
        try {
            return scalar ? read(raw) : Optional.empty();
        } catch (DateTimeException | NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    /** What a person is told who got it wrong. */
    String demand() {
        return demand;
    }

    /** As the catalog writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract Optional<Object> read(Object raw);

    /** A checked value as the type that JDBC binds. */
    Object toSql(Object value) {
        return value;
    }

    private static boolean isDecimal(Object raw) {
        return raw instanceof Number
                && !(raw instanceof Long || raw instanceof Integer || raw instanceof Short
                        || raw instanceof BigInteger);
    }
}
