package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a request may say about the file it wants.
 *
 * @param defaultValue what counts when a request does not say; always a value that a request could have given
 * @param pattern      which the whole of a text must match
 * @param options      what a choice is between; empty for all other types
 * @param filter       a condition in SQL that holds when the parameter is given
 */
public record Parameter(String name, String title, String description, ParameterType type, boolean required,
        Optional<Object> defaultValue, Optional<String> pattern, Optional<BigDecimal> minimum,
        Optional<BigDecimal> maximum, List<String> options, Optional<String> filter) {

    public Parameter {
        options = List.copyOf(options);
    }

    Optional<Object> value(Object raw) {
        return type.parse(raw).filter(value -> violation(value).isEmpty());
    }

    /** What is wrong with a value, in words for the person who gave it. */
    Optional<String> problem(Object raw) {
        Optional<Object> value = type.parse(raw);
        return value.isEmpty() ? Optional.of(type.demand()) : violation(value.get());
    }

    Parameter withDefault(Optional<Object> value) {
        return new Parameter(name, title, description, type, required, value, pattern, minimum, maximum, options,
                filter);
    }

    private Optional<String> violation(Object value) {
        if (pattern.isPresent() && !value.toString().matches(pattern.get())) {
            return Optional.of("must match the pattern " + pattern.get());
        }
        if (type == ParameterType.CHOICE && !options.contains(value)) {
            return Optional.of("must be one of " + String.join(", ", options));
        }
        if (minimum.isPresent() && number(value).compareTo(minimum.get()) < 0) {
            return Optional.of("must be at least " + minimum.get().toPlainString());
        }
        if (maximum.isPresent() && number(value).compareTo(maximum.get()) > 0) {
            return Optional.of("must be at most " + maximum.get().toPlainString());
        }
        return Optional.empty();
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }
}
