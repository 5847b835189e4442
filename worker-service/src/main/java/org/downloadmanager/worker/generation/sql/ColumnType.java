package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The type of a column, as its source declares it. Written in DuckDB's notation for every database, because it names every
 * type of a Parquet file. The class is long because it contains the parser of that notation.
 */
public final class ColumnType {

    /** The structure of a nested type. */
    public enum Shape {
        SCALAR, LIST, STRUCT, MAP, UNION
    }

    /** A part of a nested type; the parts of a list and a map have an empty name. */
    public record Member(String name, ColumnType type) {}

    public static final ColumnType VARCHAR = scalar("VARCHAR", ValueType.TEXT);
    public static final ColumnType BOOLEAN = scalar("BOOLEAN", ValueType.BOOLEAN);
    public static final ColumnType JSON = scalar("JSON", ValueType.JSON);
    /** A decimal without a limit of digits. */
    public static final ColumnType UNLIMITED_DECIMAL = scalar("DECIMAL", ValueType.DECIMAL);

    private final String name;
    private final ValueType kind;
    private final Shape shape;
    private final List<Member> members;
    private final int precision;
    private final int scale;

    private ColumnType(String name, ValueType kind, Shape shape, List<Member> members, int precision, int scale) {
        this.name = name;
        this.kind = kind;
        this.shape = shape;
        this.members = List.copyOf(members);
        this.precision = precision;
        this.scale = scale;
    }

    /** @throws IllegalArgumentException when the text is not a type in DuckDB's notation */
    public static ColumnType of(String declaration) {
        return new Parser(declaration).whole();
    }

    static ColumnType list(ColumnType element) {
        return new ColumnType("", ValueType.JSON, Shape.LIST, List.of(new Member("", element)), 0, 0);
    }

    /** @param scale the digits after the point */
    static ColumnType decimal(int precision, int scale) {
        return new ColumnType("DECIMAL(" + precision + "," + scale + ")", ValueType.DECIMAL, Shape.SCALAR, List.of(),
                precision, scale);
    }

    public ValueType kind() {
        return kind;
    }

    public Shape shape() {
        return shape;
    }

    /** The element of a list, the key and the value of a map, the named parts of a structure or union. */
    public List<Member> members() {
        return members;
    }

    /** Whether its values are bytes, which files hold as hexadecimal digits. */
    public boolean isBlob() {
        return name.equals("BLOB");
    }

    /** The most digits of a decimal; 0 when its source does not limit them. */
    public int precision() {
        return precision;
    }

    /** The digits of a decimal after the point. */
    public int scale() {
        return scale;
    }

    /**
     * The canonical text of a value, from the source's text of it.
     *
     * @throws IllegalArgumentException when the source's text has an unknown form
     */
    String canonical(String sourceText) {
        try {
            if (shape != Shape.SCALAR) {
                return JsonText.typed(sourceText, this);
            }
            return switch (name) {
                // The shortest digits of a FLOAT are fewer than those of the nearest double.
                case "FLOAT" -> Character.isDigit(sourceText.charAt(sourceText.length() - 1))
                        ? CanonicalText.of(Float.parseFloat(sourceText))
                        : kind.canonical(sourceText);
                case "JSON", "VARIANT" -> JsonText.compact(sourceText);
                case "TIME WITH TIME ZONE" -> ValueType.withOffset(sourceText);
                default -> kind.canonical(sourceText);
            };
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The notation that {@link #of} parses. */
    public String declaration() {
        return switch (shape) {
            case SCALAR -> name;
            case LIST -> members.get(0).type.declaration() + "[]";
            case MAP -> "MAP(" + members.get(0).type.declaration() + ", " + members.get(1).type.declaration() + ")";
            case STRUCT, UNION -> members.stream()
                    .map(member -> quoted(member.name) + " " + member.type.declaration())
                    .collect(Collectors.joining(", ", shape + "(", ")"));
        };
    }

    @Override
    public String toString() {
        return declaration();
    }

    /** As a quoted SQL identifier. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static ColumnType scalar(String name, ValueType kind) {
        return new ColumnType(name, kind, Shape.SCALAR, List.of(), 0, 0);
    }

    private static ColumnType scalar(String name) {
        return switch (name) {
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
                scalar(name, ValueType.INTEGER);
            case "HUGEINT", "UHUGEINT" -> new ColumnType(name, ValueType.DECIMAL, Shape.SCALAR, List.of(), 39, 0);
            case "UBIGINT" -> new ColumnType(name, ValueType.DECIMAL, Shape.SCALAR, List.of(), 20, 0);
            case "DECIMAL", "BIGNUM" -> UNLIMITED_DECIMAL;
            case "FLOAT", "DOUBLE" -> scalar(name, ValueType.FLOATING);
            case "BOOLEAN" -> BOOLEAN;
            case "DATE" -> scalar(name, ValueType.DATE);
            case "TIME", "TIME_NS" -> scalar(name, ValueType.TIME);
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> scalar(name, ValueType.TIMESTAMP);
            case "TIMESTAMP WITH TIME ZONE" -> scalar(name, ValueType.INSTANT);
            case "UUID", "INTERVAL", "BIT", "BLOB", "TIME WITH TIME ZONE" -> scalar(name, ValueType.CODE);
            case "JSON" -> JSON;
            case "VARIANT" -> scalar(name, ValueType.JSON);
            // Types that files hold as text.
            default -> VARCHAR;
        };
    }

    /** Parses a declaration from left to right. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        ColumnType whole() {
            ColumnType type = type();
            if (at < text.length()) {
                throw wrong();
            }
            return type;
        }

        private ColumnType type() {
            String name = name();
            ColumnType type = switch (name.toUpperCase(Locale.ROOT)) {
                case "STRUCT" -> composed(Shape.STRUCT);
                case "UNION" -> composed(Shape.UNION);
                case "MAP" -> map();
                case "DECIMAL" -> found('(') ? decimal() : UNLIMITED_DECIMAL;
                default -> {
                    if (found('(')) {
                        // Skips the values of an enumeration, or the coordinates of a geometry.
                        skipArguments();
                    }
                    yield scalar(name.toUpperCase(Locale.ROOT));
                }
            };
            while (found('[')) {
                number();
                expect(']');
                type = list(part(type));
            }
            return type;
        }

        private ColumnType composed(Shape shape) {
            expect('(');
            List<Member> members = new ArrayList<>();
            do {
                Optional<String> member = memberName();
                if (member.isEmpty()) {
                    throw new IllegalArgumentException("Parts without names: " + text);
                }
                members.add(new Member(member.get(), part(type())));
            } while (found(','));
            expect(')');
            return new ColumnType("", ValueType.JSON, shape, members, 0, 0);
        }

        /** The text of a VARIANT inside another value is not JSON and does not contain its type. */
        private ColumnType part(ColumnType type) {
            if (type.name.equals("VARIANT")) {
                throw new IllegalArgumentException("A part that is a VARIANT: " + text);
            }
            return type;
        }

        private ColumnType map() {
            expect('(');
            ColumnType key = part(type());
            expect(',');
            ColumnType value = part(type());
            expect(')');
            return new ColumnType("", ValueType.JSON, Shape.MAP, List.of(new Member("", key), new Member("", value)), 0,
                    0);
        }

        private ColumnType decimal() {
            int precision = number();
            int scale = found(',') ? number() : 0;
            expect(')');
            return ColumnType.decimal(precision, scale);
        }

        /** Empty when the type has no name. */
        private Optional<String> memberName() {
            skipSpaces();
            if (text.startsWith("\"", at)) {
                return Optional.of(quotedName());
            }
            int start = at;
            while (at < text.length() && isPartOfName(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at);
            if (name.isEmpty() || at == text.length() || text.charAt(at) != ' ') {
                return Optional.empty();
            }
            return Optional.of(name);
        }

        /** Some type names contain spaces. */
        private String name() {
            skipSpaces();
            if (text.startsWith("\"", at)) {
                return quotedName();
            }
            int start = at;
            while (at < text.length() && (isPartOfName(text.charAt(at)) || text.charAt(at) == ' ')) {
                at++;
            }
            if (at == start) {
                throw wrong();
            }
            return text.substring(start, at).strip();
        }

        private static boolean isPartOfName(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '.';
        }

        private String quotedName() {
            StringBuilder name = new StringBuilder();
            for (at++; at < text.length(); at++) {
                if (text.charAt(at) != '"') {
                    name.append(text.charAt(at));
                } else if (text.startsWith("\"\"", at)) {
                    name.append('"');
                    at++;
                } else {
                    at++;
                    return name.toString();
                }
            }
            throw wrong();
        }

        private void skipArguments() {
            boolean quoted = false;
            for (; at < text.length(); at++) {
                if (text.charAt(at) == '\'') {
                    quoted = !quoted;
                } else if (text.charAt(at) == ')' && !quoted) {
                    at++;
                    return;
                }
            }
            throw wrong();
        }

        /** Zero when there is no number: a list may have a fixed size. */
        private int number() {
            skipSpaces();
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return start == at ? 0 : Integer.parseInt(text.substring(start, at));
        }

        private boolean found(char c) {
            skipSpaces();
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!found(c)) {
                throw wrong();
            }
        }

        private void skipSpaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("Not understood at character " + at + ": " + text);
        }
    }
}
