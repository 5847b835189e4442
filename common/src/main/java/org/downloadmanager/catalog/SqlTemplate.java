package org.downloadmanager.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SQL of the catalog, with {@code :name} for the values of parameters and {@code {filters}} for their conditions. Literals,
 * quoted names and comments are recognised as DuckDB, PostgreSQL and its driver do, and contain neither.
 */
final class SqlTemplate {

    /** A line break, because a filter may end with a comment. */
    private static final String BETWEEN_FILTERS = "\n) AND (";

    private final List<Piece> pieces;

    SqlTemplate(String text) {
        this.pieces = new Scanner(text).pieces();
    }

    /** The kinds of pieces; the text of a parameter is its name. */
    enum Kind {
        CODE, QUOTED, PARAMETER, FILTERS, QUESTION_MARK, FOREIGN_PARAMETER, SEMICOLON, UNFINISHED
    }

    record Piece(Kind kind, String text) {}

    List<Piece> pieces() {
        return pieces;
    }

    /** The parameters that the SQL names. */
    Set<String> names() {
        return pieces.stream().filter(piece -> piece.kind() == Kind.PARAMETER).map(Piece::text)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    boolean has(Kind kind) {
        return pieces.stream().anyMatch(piece -> piece.kind() == kind);
    }

    /** Why the SQL cannot be embedded in another statement; empty when it can. */
    Optional<String> problem() {
        return pieces.stream().map(SqlTemplate::problem).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> problem(Piece piece) {
        return switch (piece.kind()) {
            case UNFINISHED -> Optional.of("has a literal, a name or a comment that does not end: " + piece.text());
            case FOREIGN_PARAMETER -> Optional.of("has " + piece.text()
                    + ", a parameter to which nothing is bound; those of this catalog are written :name");
            case SEMICOLON -> Optional.of("has a semicolon, but it becomes a part of another statement");
            default -> Optional.empty();
        };
    }

    /** @param placeholder the SQL for a parameter; called in the order in which the parameters occur */
    String bind(List<SqlTemplate> filters, Function<String, String> placeholder) {
        return written(placeholder, () -> filters.isEmpty()
                ? "TRUE"
                : filters.stream().map(filter -> filter.written(placeholder, () -> ""))
                        .collect(Collectors.joining(BETWEEN_FILTERS, "((", "\n))")));
    }

    private String written(Function<String, String> placeholder, Supplier<String> filters) {
        StringBuilder sql = new StringBuilder();
        for (Piece piece : pieces) {
            sql.append(switch (piece.kind()) {
                case PARAMETER -> placeholder.apply(piece.text());
                case FILTERS -> filters.get();
                // PostgreSQL's driver takes a single question mark for a parameter, and turns two into one.
                case QUESTION_MARK -> "??";
                default -> piece.text();
            });
        }
        return sql.toString();
    }

    /** Splits SQL into pieces, from left to right, the longest match first. */
    private static final class Scanner {

        private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*+");
        private static final Pattern NAME = Pattern.compile(":([A-Za-z]\\w*+)");
        private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*+)?\\$");
        private static final Pattern FOREIGN = Pattern.compile("\\$\\w++");
        private static final String FILTERS = "{filters}";

        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private int position;

        Scanner(String text) {
            this.text = text;
        }

        List<Piece> pieces() {
            while (position < text.length()) {
                next();
            }
            return List.copyOf(pieces);
        }

        private void next() {
            char first = text.charAt(position);
            if (first == '\'') {
                quoted(quoteEnd('\'', false));
            } else if (startsWith("E'") || startsWith("e'")) {
                position++;
                int end = quoteEnd('\'', true);
                position--;
                quoted(end);
            } else if (first == '"') {
                quoted(quoteEnd('"', false));
            } else if (startsWith("--")) {
                int end = text.indexOf('\n', position);
                quoted(end < 0 ? text.length() : end);
            } else if (startsWith("/*")) {
                quoted(commentEnd());
            } else if (first == '$') {
                dollar();
            } else if (startsWith("::")) {
                add(Kind.CODE, position + 2);
            } else if (first == ':' && !followsAnOperand() && matcher(NAME).lookingAt()) {
                Matcher name = matcher(NAME);
                name.lookingAt();
                pieces.add(new Piece(Kind.PARAMETER, name.group(1)));
                position = name.end();
            } else if (startsWith(FILTERS)) {
                add(Kind.FILTERS, position + FILTERS.length());
            } else if (first == '?') {
                add(Kind.QUESTION_MARK, position + 1);
            } else if (first == ';') {
                add(Kind.SEMICOLON, position + 1);
            } else {
                Matcher word = matcher(WORD);
                add(Kind.CODE, word.lookingAt() ? word.end() : position + 1);
            }
        }

        /** Whether a value precedes, so that a colon is an operator: {@code list[1:n]}, {@code {'key':column}}. */
        private boolean followsAnOperand() {
            if (position == 0) {
                return false;
            }
            char before = text.charAt(position - 1);
            return Character.isLetterOrDigit(before) || "_$:'\")]}".indexOf(before) >= 0;
        }

        /** The position after the closing quotation mark; negative when there is none. */
        private int quoteEnd(char mark, boolean escapes) {
            for (int i = position + 1; i < text.length(); i++) {
                char here = text.charAt(i);
                if (escapes && here == '\\') {
                    i++;
                } else if (here == mark) {
                    if (i + 1 == text.length() || text.charAt(i + 1) != mark) {
                        return i + 1;
                    }
                    i++;
                }
            }
            return -1;
        }

        /** Comments of SQL can be nested. */
        private int commentEnd() {
            int depth = 0;
            for (int i = position; i + 1 < text.length(); i++) {
                if (text.startsWith("/*", i)) {
                    depth++;
                    i++;
                } else if (text.startsWith("*/", i)) {
                    depth--;
                    i++;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            }
            return -1;
        }

        private void dollar() {
            Matcher quote = matcher(DOLLAR_QUOTE);
            Matcher foreign = matcher(FOREIGN);
            if (quote.lookingAt()) {
                int end = text.indexOf(quote.group(), quote.end());
                quoted(end < 0 ? -1 : end + quote.group().length());
            } else if (foreign.lookingAt()) {
                add(Kind.FOREIGN_PARAMETER, foreign.end());
            } else {
                add(Kind.CODE, position + 1);
            }
        }

        private void quoted(int end) {
            add(end < 0 ? Kind.UNFINISHED : Kind.QUOTED, end < 0 ? text.length() : end);
        }

        private void add(Kind kind, int end) {
            pieces.add(new Piece(kind, text.substring(position, end)));
            position = end;
        }

        private boolean startsWith(String prefix) {
            return text.startsWith(prefix, position);
        }

        private Matcher matcher(Pattern pattern) {
            return pattern.matcher(text).region(position, text.length());
        }
    }
}
