package org.downloadmanager.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The catalog as it is written down, and how it becomes a {@link Catalog}. */
record CatalogFile(String data, Map<String, SourceEntry> sources, Map<String, ExportEntry> exports) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final Pattern EXPORT_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** The members of a request, and what formats ask. */
    private static final Set<String> RESERVED = Stream
            .concat(Stream.of("export", "format"), Arrays.stream(Format.values())
                    .flatMap(format -> format.parameters().stream()).map(Parameter::name))
            .collect(Collectors.toSet());
    private static final Pattern PARAMETER_NAME = Pattern.compile("[a-zA-Z]\\w{0,62}");
    private static final Pattern DELIMITER = Pattern.compile("[,;|\\t]");
    /** Needs no quotation marks, and is no formula. */
    private static final Pattern NULL_TEXT = Pattern.compile("[\\p{L}\\p{N} /\\\\._<>]{0,20}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    record SourceEntry(String url, String user, String password, Map<String, String> properties, Integer maximumRunning,
            String statementTimeout) {}

    record ExportEntry(String title, String description, String generator, String source, String query,
            List<Object> columns, String key, boolean ordered, Total total, Boolean preview, ChartEntry chart,
            Map<String, ParameterEntry> parameters, List<String> formats, CsvEntry csv, String zone, Boolean resumable,
            Long maximumRows, String maximumDuration) {}

    record CsvEntry(String delimiter, boolean byteOrderMark, JsonNode nullText) {}

    record ChartEntry(String title, String label, String value, Integer top) {}

    record ParameterEntry(String title, String description, ParameterType type, boolean required,
            @JsonProperty("default") Object defaultValue, String pattern, BigDecimal minimum, BigDecimal maximum,
            List<String> options, String filter) {}

    enum Total {
        EXACT, NONE
    }

    /** @param environment to take secrets of sources from; without it sources are left out */
    static Catalog read(InputStream yaml, String name, Path directory, Optional<Map<String, String>> environment)
            throws IOException {
        try {
            CatalogFile file = YAML.readValue(yaml, CatalogFile.class);
            if (file == null) {
                throw new CatalogException("is empty");
            }
            return file.toCatalog(directory, environment);
        } catch (CatalogException wrong) {
            throw new CatalogException(name + ": " + wrong.getMessage());
        } catch (UnrecognizedPropertyException unknown) {
            throw new CatalogException(name + ": " + path(unknown) + ": is no key that is known here; those are "
                    + unknown.getKnownPropertyIds().stream().map(Object::toString).sorted()
                            .collect(Collectors.joining(", ")));
        } catch (JsonMappingException wrong) {
            throw new CatalogException(name + ": " + path(wrong) + ": " + wrong.getOriginalMessage());
        } catch (JsonProcessingException malformed) {
            throw new CatalogException(name + ": is not valid YAML: " + malformed.getMessage());
        }
    }

    private Catalog toCatalog(Path directory, Optional<Map<String, String>> environment) {
        Path dataDirectory = directory.resolve(data == null ? "data" : data).toAbsolutePath().normalize();
        List<Source> readable = new ArrayList<>();
        environment.ifPresent(known -> entries(sources).forEach((name, entry) -> readable.add(
                source(name, at("sources", name, entry), dataDirectory, known))));
        List<Export> result = new ArrayList<>();
        entries(exports).forEach((name, entry) -> result.add(
                export(name, at("exports", name, entry), entries(sources).keySet(), dataDirectory)));
        return new Catalog(readable, result);
    }

    private static Source source(String name, SourceEntry entry, Path dataDirectory, Map<String, String> environment) {
        String at = "sources." + name;
        Map<String, String> known = new LinkedHashMap<>(environment);
        known.put("data", dataDirectory.toString());
        int maximumRunning = entry.maximumRunning == null ? 4 : entry.maximumRunning;
        demand(maximumRunning > 0, at + ".maximumRunning", "must be at least 1");
        Map<String, String> properties = new LinkedHashMap<>();
        entries(entry.properties).forEach((property, value) -> properties.put(property,
                filled(value, known, at + ".properties." + property)));
        return new Source(name,
                filled(given(entry.url, at + ".url"), known, at + ".url"),
                Optional.ofNullable(entry.user).map(user -> filled(user, known, at + ".user")),
                Optional.ofNullable(entry.password).map(password -> filled(password, known, at + ".password")),
                properties, maximumRunning,
                duration(entry.statementTimeout, Duration.ofMinutes(4), at + ".statementTimeout"));
    }

    private static Export export(String name, ExportEntry entry, Set<String> sources, Path dataDirectory) {
        String at = "exports." + name;
        demand(EXPORT_NAME.matcher(name).matches(), at, "may only have small letters, digits and hyphens in its name");
        List<Parameter> parameters = new ArrayList<>();
        entries(entry.parameters).forEach((parameter, definition) -> parameters.add(
                parameter(parameter, at("parameters", parameter, definition), at + ".parameters." + parameter)));
        List<Format> formats = formats(entry.formats, at + ".formats");
        String generator = entry.generator == null ? Export.SQL : entry.generator;
        boolean usesSql = generator.equals(Export.SQL);
        Optional<Query> query = usesSql
                ? Optional.of(query(entry, sources, parameters, dataDirectory, at))
                : Optional.empty();
        boolean resumable = entry.resumable == null || entry.resumable;
        demand(!usesSql || entry.key != null || !resumable, at + ".key",
                "is missing; without a unique column to go on after, say resumable: false");
        demand(usesSql || entry.query == null, at + ".query", "is only for the generator sql");
        demand(usesSql || entry.preview == null, at + ".preview", "is only for the generator sql");
        long maximumRows = entry.maximumRows == null ? Long.MAX_VALUE : entry.maximumRows;
        demand(maximumRows > 0, at + ".maximumRows", "must be at least 1");
        return new Export(name, given(entry.title, at + ".title"), Optional.ofNullable(entry.description).orElse(""),
                generator, parameters, formats, resumable, maximumRows,
                duration(entry.maximumDuration, Duration.ofHours(1), at + ".maximumDuration"),
                csv(entry.csv, at + ".csv"), zone(entry.zone, at + ".zone"), query);
    }

    private static CsvDialect csv(CsvEntry entry, String at) {
        if (entry == null) {
            return CsvDialect.STANDARD;
        }
        String delimiter = entry.delimiter == null ? "," : entry.delimiter;
        demand(DELIMITER.matcher(delimiter).matches(), at + ".delimiter",
                "must be a comma, a semicolon, a vertical bar or a tab (\"\\t\")");
        String nullText = entry.nullText == null ? "" : entry.nullText.asText();
        // Without quotation marks YAML takes it for nothing, and so would we.
        demand(entry.nullText == null || !entry.nullText.isNull(), at + ".nullText", "must stand in quotation marks");
        demand(NULL_TEXT.matcher(nullText).matches(), at + ".nullText",
                "may have letters, digits, spaces and / \\ . _ < > only, at most 20");
        return new CsvDialect(delimiter.charAt(0), entry.byteOrderMark, nullText);
    }

    private static ZoneId zone(String name, String at) {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new CatalogException(at + ": must be a time zone such as Europe/Zurich, or UTC");
        }
    }

    private static Query query(ExportEntry entry, Set<String> sources, List<Parameter> parameters, Path dataDirectory,
            String at) {
        String source = given(entry.source, at + ".source");
        demand(sources.contains(source), at + ".source", "names " + source + ", which is not among the sources");
        // The directory ends up between quotation marks, and its name may hold one.
        String sql = filled(given(entry.query, at + ".query"),
                Map.of("data", dataDirectory.toString().replace("'", "''")), at + ".query").strip();
        List<Column> columns = columns(entry.columns, at + ".columns");
        checkParameters(new SqlTemplate(sql), parameters, at);
        demand(!entry.ordered || entry.key != null, at + ".ordered", "says by what only together with a key");
        return new Query(source, sql, columns, Optional.ofNullable(entry.key), entry.ordered,
                entry.total != Total.NONE, entry.preview == null || entry.preview,
                chart(entry.chart, columns, at + ".chart"));
    }

    private static void checkParameters(SqlTemplate sql, List<Parameter> parameters, String at) {
        Map<String, Parameter> known = parameters.stream().collect(Collectors.toMap(Parameter::name, one -> one));
        for (String name : sql.names()) {
            Parameter used = known.get(name);
            demand(used != null, at + ".query", "names :" + name + ", which is not a parameter of this export");
            demand(used.required() || used.defaultValue().isPresent(), at + ".parameters." + name,
                    "must be required or have a default, because the query always needs its value");
        }
        for (Parameter parameter : parameters) {
            String filterAt = at + ".parameters." + parameter.name() + ".filter";
            demand(parameter.filter().isPresent() || sql.names().contains(parameter.name()), filterAt,
                    "is missing, and the query does not name :" + parameter.name() + " either");
            parameter.filter().ifPresent(filter -> {
                demand(sql.has(SqlTemplate.Kind.FILTERS), at + ".query", "has no {filters} where the parameters' filters could go");
                Set<String> named = new SqlTemplate(filter).names();
                demand(!named.isEmpty(), filterAt,
                        "does not name :" + parameter.name());
                for (String name : named) {
                    demand(name.equals(parameter.name()), filterAt, known.containsKey(name)
                            ? "names :" + name + ", but a filter may only name its own parameter"
                            : "names :" + name + ", which is not a parameter of this export");
                }
            });
        }
    }

    private static Parameter parameter(String name, ParameterEntry entry, String at) {
        demand(PARAMETER_NAME.matcher(name).matches(), at, "may only have letters, digits and underscores in its name");
        demand(!RESERVED.contains(name), at, "has the name of another part of a request");
        ParameterType type = given(entry.type, at + ".type");
        boolean isNumber = type == ParameterType.INTEGER || type == ParameterType.DECIMAL;
        demand(entry.minimum == null || isNumber, at + ".minimum", "is only for numbers");
        demand(entry.maximum == null || isNumber, at + ".maximum", "is only for numbers");
        demand(entry.pattern == null || type == ParameterType.TEXT, at + ".pattern", "is only for text");
        demand(entry.options == null || type == ParameterType.CHOICE, at + ".options", "is only for a choice");
        demand(type != ParameterType.CHOICE || entry.options != null && !entry.options.isEmpty(), at + ".options",
                "is missing: between what is the choice?");
        Parameter withoutDefault = new Parameter(name, given(entry.title, at + ".title"),
                Optional.ofNullable(entry.description).orElse(""), type, entry.required, Optional.empty(),
                Optional.ofNullable(entry.pattern).map(pattern -> compiled(pattern, at + ".pattern")),
                Optional.ofNullable(entry.minimum), Optional.ofNullable(entry.maximum),
                Optional.ofNullable(entry.options).orElse(List.of()), Optional.ofNullable(entry.filter));
        if (entry.defaultValue == null) {
            return withoutDefault;
        }
        Optional<String> problem = withoutDefault.problem(entry.defaultValue);
        demand(problem.isEmpty(), at + ".default", problem.orElse(""));
        return withoutDefault.withDefault(withoutDefault.value(entry.defaultValue));
    }

    private static List<Format> formats(List<String> names, String at) {
        Set<Format> formats = new LinkedHashSet<>();
        for (String name : given(names, at)) {
            Optional<Format> format = Format.named(name);
            demand(format.isPresent(), at, "has " + name + ", which is not a format");
            formats.add(format.orElseThrow());
        }
        demand(!formats.isEmpty(), at, "is empty");
        return List.copyOf(formats);
    }

    private static List<Column> columns(List<Object> entries, String at) {
        List<Column> columns = new ArrayList<>();
        for (Object entry : given(entries, at)) {
            if (entry instanceof String name) {
                columns.add(new Column(name, name));
            } else if (entry instanceof Map<?, ?> titled && titled.size() == 1) {
                titled.forEach((name, title) -> columns.add(new Column(name.toString(), title.toString())));
            } else {
                throw new CatalogException(at + ": each is a name, or a name: and a title");
            }
        }
        demand(!columns.isEmpty(), at, "is empty");
        demand(columns.stream().map(Column::name).distinct().count() == columns.size(), at, "has a column twice");
        return columns;
    }

    private static Optional<Chart> chart(ChartEntry entry, List<Column> columns, String at) {
        if (entry == null) {
            return Optional.empty();
        }
        for (String column : List.of(given(entry.label, at + ".label"), given(entry.value, at + ".value"))) {
            demand(columns.stream().anyMatch(known -> known.name().equals(column)), at,
                    "names " + column + ", which is not among the columns");
        }
        int top = entry.top == null ? 15 : entry.top;
        demand(top >= 1 && top <= 40, at + ".top", "must be 1 to 40");
        return Optional.of(new Chart(given(entry.title, at + ".title"), entry.label, entry.value, top));
    }

    private static String filled(String text, Map<String, String> values, String at) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            demand(value != null, at, "needs " + found.group() + ", which is not set");
            return Matcher.quoteReplacement(value);
        });
    }

    private static Duration duration(String text, Duration otherwise, String at) {
        if (text == null) {
            return otherwise;
        }
        Matcher form = DURATION.matcher(text);
        demand(form.matches() && Long.parseLong(form.group(1)) > 0, at,
                "must be a duration such as 500ms, 30s, 10m or 2h");
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String compiled(String pattern, String at) {
        try {
            return Pattern.compile(pattern).pattern();
        } catch (PatternSyntaxException malformed) {
            throw new CatalogException(at + ": is not a regular expression: " + malformed.getDescription());
        }
    }

    private static <T> Map<String, T> entries(Map<String, T> written) {
        return written == null ? Map.of() : written;
    }

    private static <T> T at(String section, String name, T entry) {
        return given(entry, section + "." + name);
    }

    private static <T> T given(T value, String at) {
        demand(value != null, at, "is missing");
        return value;
    }

    private static void demand(boolean met, String at, String problem) {
        if (!met) {
            throw new CatalogException(at + ": " + problem);
        }
    }

    private static String path(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
