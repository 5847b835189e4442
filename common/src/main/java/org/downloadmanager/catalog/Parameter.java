package org.downloadmanager.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of an export.
 *
 * @param defaultValue used when a request has no value; always a valid value
 * @param pattern which the whole text must match
 * @param options of a choice; empty for all other types
 * @param filter a condition in SQL that applies when the parameter is given
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

    /** What is wrong with a value, for the person who entered it. */
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
