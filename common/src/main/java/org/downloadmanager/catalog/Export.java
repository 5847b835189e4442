package org.downloadmanager.catalog;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.downloadmanager.catalog.Validation.Invalid;
import org.downloadmanager.catalog.Validation.Valid;
import org.downloadmanager.catalog.Validation.Violation;
import org.downloadmanager.downloads.FileRequest;

/**
 * An entry of the catalog that can be requested.
 *
 * @param name in requests and in file names
 * @param generator the name of its generator: {@code sql} unless the catalog says otherwise
 * @param parameters in the order of the form
 * @param resumable whether a worker can resume from another worker's checkpoint
 * @param maximumDuration after which an attempt is given up
 * @param zone in which files for people and spreadsheets show points in time
 * @param query present when the generator is {@code sql}
 */
public record Export(String name, String title, String description, String generator, List<Parameter> parameters,
        List<Format> formats, boolean resumable, long maximumRows, Duration maximumDuration, CsvDialect csv,
        ZoneId zone, Optional<Query> query) {

    public static final String SQL = "sql";

    public Export {
        parameters = List.copyOf(parameters);
        formats = List.copyOf(formats);
    }

    /** The most rows that a file of that format may have, with these checked parameter values. */
    public long maximumRows(Format format, Map<String, Object> values) {
        return Math.min(maximumRows, format.maximumRows(values));
    }

    /** This export with another limit. */
    public Export withMaximumRows(long maximum) {
        return new Export(name, title, description, generator, parameters, formats, resumable, maximum, maximumDuration,
                csv, zone, query);
    }

    /** The parameter values of a request for the full export; empty if a parameter is required. */
    public Optional<Map<String, Object>> whole() {
        return check(formats.get(0).extension(), Map.of()) instanceof Valid accepted
                ? Optional.of(accepted.request().parameters())
                : Optional.empty();
    }

    public String fileName(Format format) {
        return name + "." + format.extension();
    }

    /**
     * Checks a request: either it is invalid, or it has its canonical form, with every value typed and every default
     * filled in.
     */
    public Validation check(String format, Map<String, Object> given) {
        Map<String, Object> values = new TreeMap<>();
        List<Violation> violations = new ArrayList<>();
        if (formats.stream().noneMatch(offered -> offered.extension().equals(format))) {
            violations.add(new Violation("format", "must be one of "
                    + formats.stream().map(Format::extension).collect(Collectors.joining(", "))));
        }
        Set<String> known = Stream
                .concat(parameters.stream(), formats.stream().flatMap(each -> each.parameters().stream()))
                .map(Parameter::name).collect(Collectors.toSet());
        given.keySet().stream().filter(name -> !known.contains(name))
                .forEach(name -> violations.add(new Violation(name, "is not a parameter of " + this.name)));
        // A form also sends the parameters of its other formats; they are dropped.
        for (Parameter parameter : parameters(format)) {
            Object raw = given.get(parameter.name());
            // A form also sends its empty fields.
            if (raw == null || raw instanceof String text && text.isBlank()) {
                parameter.defaultValue().ifPresent(value -> values.put(parameter.name(), value));
                if (parameter.required() && parameter.defaultValue().isEmpty()) {
                    violations.add(new Violation(parameter.name(), "is required"));
                }
            } else {
                parameter.value(raw).ifPresent(value -> values.put(parameter.name(), value));
                parameter.problem(raw).ifPresent(message -> violations.add(new Violation(parameter.name(), message)));
            }
        }
        return violations.isEmpty() ? new Valid(new FileRequest(name, format, values)) : new Invalid(violations);
    }

    /** The query of a checked request: every value is bound, none becomes part of the SQL. */
    public BoundQuery bind(Map<String, Object> values) {
        Map<String, Parameter> known = byName();
        List<SqlTemplate> filters = parameters.stream()
                .filter(parameter -> values.containsKey(parameter.name()))
                .flatMap(parameter -> parameter.filter().stream())
                .map(SqlTemplate::new)
                .toList();
        List<String> bound = new ArrayList<>();
        String sql = new SqlTemplate(query.orElseThrow().sql()).bind(filters, name -> {
            ParameterType type = known.get(name).type();
            Object value = Objects.requireNonNull(values.get(name), name);
            bound.add(type.text(value));
            return type.placeholder(value);
        });
        return new BoundQuery(sql, bound);
    }

    private List<Parameter> parameters(String format) {
        return Stream.concat(parameters.stream(),
                Format.named(format).stream().flatMap(named -> named.parameters().stream())).toList();
    }

    private Map<String, Parameter> byName() {
        return parameters.stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
    }
}
