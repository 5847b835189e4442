package org.downloadmanager.worker.generation.sql;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * How the values of a column are read and written. The text of a value is the same whatever database it comes from, and
 * the value can be read back from it.
 */
public enum ValueType {

    INTEGER {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            long value = rows.getLong(column);
            return value == 0 && rows.wasNull() ? null : value;
        }

        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    },

    DECIMAL {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            Object value = rows.getObject(column);
            // DuckDB's integers of more than 64 bits come as another type.
            return value == null || value instanceof BigDecimal ? value : new BigDecimal(value.toString());
        }

        @Override
        String text(Object value) {
            return ((BigDecimal) value).toPlainString();
        }

        @Override
        Object parse(String text) {
            return new BigDecimal(text);
        }
    },

    FLOATING {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            return rows.getObject(column);
        }

        @Override
        String text(Object value) {
            String text = value.toString();
            return text.indexOf('E') < 0 ? text : new BigDecimal(text).toPlainString();
        }

        @Override
        Object parse(String text) {
            return Double.valueOf(text);
        }
    },

    BOOLEAN {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            boolean value = rows.getBoolean(column);
            return rows.wasNull() ? null : value;
        }

        @Override
        Object parse(String text) {
            return Boolean.valueOf(text);
        }
    },

    DATE {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            Object value = rows.getObject(column);
            // DuckDB's driver makes one by way of java.sql.Date when asked for it, which has another calendar before 1583.
            return value == null || value instanceof LocalDate ? value : rows.getObject(column, LocalDate.class);
        }

        @Override
        Object parse(String text) {
            return LocalDate.parse(text);
        }
    },

    TIME {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            return rows.getObject(column, LocalTime.class);
        }

        @Override
        String text(Object value) {
            return withSeconds((LocalTime) value);
        }

        @Override
        Object parse(String text) {
            return LocalTime.parse(text);
        }
    },

    TIMESTAMP {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            return rows.getObject(column, LocalDateTime.class);
        }

        @Override
        String text(Object value) {
            LocalDateTime timestamp = (LocalDateTime) value;
            return timestamp.toLocalDate() + " " + withSeconds(timestamp.toLocalTime());
        }

        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        }
    },

    /** A point in time; in UTC unless it is asked for {@link #in} another zone. */
    INSTANT {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.withOffsetSameInstant(ZoneOffset.UTC);
        }

        @Override
        String text(Object value) {
            OffsetDateTime instant = (OffsetDateTime) value;
            return TIMESTAMP.text(instant.toLocalDateTime()) + instant.getOffset();
        }

        @Override
        Object in(ZoneId zone, Object value) {
            return ((OffsetDateTime) value).atZoneSameInstant(zone).toOffsetDateTime();
        }

        @Override
        Object parse(String text) {
            return OffsetDateTime.parse(text.replace(' ', 'T'));
        }
    },

    IDENTIFIER {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            return rows.getObject(column);
        }

        @Override
        Object parse(String text) {
            return UUID.fromString(text);
        }
    },

    TEXT {
        @Override
        Object value(ResultSet rows, int column) throws SQLException {
            return rows.getString(column);
        }

        @Override
        Object parse(String text) {
            return text;
        }
    };

    static ValueType of(int sqlType, String databaseType) {
        return switch (sqlType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> INTEGER;
            case Types.DECIMAL, Types.NUMERIC -> DECIMAL;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> FLOATING;
            // PostgreSQL's driver calls its booleans bits.
            case Types.BOOLEAN, Types.BIT -> databaseType.equals("bit") ? TEXT : BOOLEAN;
            case Types.DATE -> DATE;
            case Types.TIME -> databaseType.equals("timetz") ? TEXT : TIME;
            // PostgreSQL's driver tells the two kinds apart by their name only.
            case Types.TIMESTAMP -> databaseType.equals("timestamptz") ? INSTANT : TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
            default -> switch (databaseType) {
                case "HUGEINT", "UHUGEINT", "UBIGINT" -> DECIMAL;
                case "UUID", "uuid" -> IDENTIFIER;
                default -> TEXT;
            };
        };
    }

    /** How many digits such a decimal has at most; 0 when the database does not say. */
    static int precision(String databaseType, int told) {
        return switch (databaseType) {
            case "HUGEINT", "UHUGEINT" -> 38;
            case "UBIGINT" -> 20;
            default -> told;
        };
    }

    /** The value as it is compared and bound; null for NULL. */
    abstract Object value(ResultSet rows, int column) throws SQLException;

    /** The value whose text this is. */
    abstract Object parse(String text);

    /** The same value, as it is shown there. */
    Object in(ZoneId zone, Object value) {
        return value;
    }

    /** A value as files show it. */
    String text(Object value) {
        return value.toString();
    }

    boolean isNumber() {
        return this == INTEGER || this == DECIMAL || this == FLOATING;
    }

    /** Whether one value tends to stand in many rows running, and takes long to write. */
    boolean isWorthRemembering() {
        return this == DATE || this == TIMESTAMP || this == INSTANT;
    }

    /** Whether Java has the order of every database; that of text, for one, is a matter of collation. */
    boolean isOrderedAlike() {
        return this == INTEGER || this == DECIMAL || this == DATE || this == TIMESTAMP || this == INSTANT;
    }

    private static String withSeconds(LocalTime time) {
        String text = time.toString();
        // LocalTime leaves out seconds that are zero.
        return text.length() == 5 ? text + ":00" : text;
    }
}
