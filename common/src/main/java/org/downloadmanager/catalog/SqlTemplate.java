package org.downloadmanager.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** SQL of the catalog. What looks like a parameter inside of a literal, a quoted name or a comment is none. */
record SqlTemplate(String text) {

    private static final Pattern PIECE = Pattern.compile(
            "'[^']*+'|\"[^\"]*+\"|--[^\\n]*+|/\\*.*?\\*/|::|(?<![\\w:]):(?<name>[A-Za-z]\\w*)|(?<filters>\\{filters})",
            Pattern.DOTALL);

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        replace(name -> {
            names.add(name);
            return "";
        }, () -> "");
        return names;
    }

    boolean hasFilters() {
        boolean[] found = { false };
        replace(name -> "", () -> {
            found[0] = true;
            return "";
        });
        return found[0];
    }

    /** Writes it with question marks, and says in their order which parameters they stand for. */
    String bind(List<SqlTemplate> filters, Consumer<String> bound) {
        Function<String, String> questionMark = name -> {
            bound.accept(name);
            return "?";
        };
        return replace(questionMark, () -> filters.isEmpty()
                ? "TRUE"
                : filters.stream()
                        .map(filter -> filter.replace(questionMark, () -> ""))
                        .collect(Collectors.joining(") AND (", "((", "))")));
    }

    private String replace(Function<String, String> parameter, Supplier<String> filters) {
        Matcher piece = PIECE.matcher(text);
        StringBuilder sql = new StringBuilder();
        while (piece.find()) {
            Optional<String> name = Optional.ofNullable(piece.group("name"));
            String replaced = name.map(parameter)
                    .orElseGet(() -> piece.group("filters") == null ? piece.group() : filters.get());
            piece.appendReplacement(sql, Matcher.quoteReplacement(replaced));
        }
        return piece.appendTail(sql).toString();
    }
}
