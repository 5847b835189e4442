package org.downloadmanager.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

/**
 * The catalog as YAML, and its conversion into a {@link Catalog}. The class is long because it holds every rule of the
 * file, each with its message, in the order of the file.
 */
record CatalogFile(String data, Map<String, SourceEntry> sources, Map<String, ExportEntry> exports) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A default keeps its digits, and 1.9 is not read as 1.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final Pattern EXPORT_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** Names that a request or a format uses itself, so no parameter may have them. */
    private static final Set<String> RESERVED = Stream
            .concat(Stream.of("export", "format"), Arrays.stream(Format.values())
                    .flatMap(format -> format.parameters().stream()).map(Parameter::name))
            .collect(Collectors.toSet());
    private static final Pattern PARAMETER_NAME = Pattern.compile("[a-zA-Z]\\w{0,62}");
    private static final Pattern DELIMITER = Pattern.compile("[,;|\\t]");
    /** Text that needs no quotation marks in CSV and is not a formula. */
    private static final Pattern NULL_TEXT = Pattern.compile("[\\p{L}\\p{N} /\\\\._<>]{0,20}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    /** JDBC drivers count seconds as an int. */
    private static final Duration MAX_DURATION = Duration.ofDays(365);
    private static final String DUCKDB = "jdbc:duckdb:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String NO_QUESTION_MARKS = "has a question mark, which DuckDB has no operator for;"
            + " the value of a parameter is written :name";
    /** The limit of Excel. */
    private static final int COLUMNS_IN_SHEET = 16_384;
    private static final int CHARACTERS_IN_CELL = 32_767;

    record SourceEntry(String url, String user, String password, Map<String, String> properties, Integer maxConcurrent,
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

    /** @param environment secrets of sources by name; without it, sources are left out */
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
        Path dataDirectory = dataDirectory(directory);
        List<Source> readable = new ArrayList<>();
        environment.ifPresent(known -> entries(sources).forEach((name, entry) -> readable.add(
                source(name, at("sources", name, entry), dataDirectory, known))));
        List<Export> result = new ArrayList<>();
        entries(exports).forEach((name, entry) -> result.add(
                export(name, at("exports", name, entry), entries(sources).keySet(), dataDirectory)));
        Catalog catalog = new Catalog(readable, result);
        if (environment.isPresent()) {
            catalog.exports().forEach(export -> export.query().ifPresent(
                    query -> checkSource(export, query, catalog.source(query))));
        }
        return catalog;
    }

    private Path dataDirectory(Path directory) {
        try {
            return directory.resolve(data == null ? "data" : data).toAbsolutePath().normalize();
        } catch (InvalidPathException impossible) {
            throw new CatalogException("data: is no path of a directory");
        }
    }

    /** Checks what involves both an export and its source. */
    private static void checkSource(Export export, Query query, Source source) {
        if (!source.url().startsWith(DUCKDB)) {
            return;
        }
        String at = "exports." + export.name();
        require(!new SqlTemplate(query.sql()).has(SqlTemplate.Kind.QUESTION_MARK), at + ".query", NO_QUESTION_MARKS);
        for (Parameter parameter : export.parameters()) {
            require(parameter.filter().filter(filter -> new SqlTemplate(filter).has(SqlTemplate.Kind.QUESTION_MARK))
                    .isEmpty(), at + ".parameters." + parameter.name() + ".filter", NO_QUESTION_MARKS);
        }
    }

    private static Source source(String name, SourceEntry entry, Path dataDirectory, Map<String, String> environment) {
        String at = "sources." + name;
        Map<String, String> known = new LinkedHashMap<>(environment);
        known.put("data", dataDirectory.toString());
        int maxConcurrent = entry.maxConcurrent == null ? 4 : entry.maxConcurrent;
        require(maxConcurrent > 0, at + ".maxConcurrent", "must be at least 1");
        Map<String, String> properties = new LinkedHashMap<>();
        entries(entry.properties).forEach((property, value) -> properties.put(property,
                filled(given(value, at + ".properties." + property), known, at + ".properties." + property)));
        String url = filled(given(entry.url, at + ".url"), known, at + ".url");
        // The URL must not be logged.
        require(url.startsWith(DUCKDB) || url.startsWith(POSTGRESQL), at + ".url",
                "must begin with " + DUCKDB + " or " + POSTGRESQL + ", the databases whose values are known to arrive");
        return new Source(name,
                url,
                Optional.ofNullable(entry.user).map(user -> filled(user, known, at + ".user")),
                Optional.ofNullable(entry.password).map(password -> filled(password, known, at + ".password")),
                properties, maxConcurrent,
                duration(entry.statementTimeout, Duration.ofMinutes(4), at + ".statementTimeout"));
    }

    private static Export export(String name, ExportEntry entry, Set<String> sources, Path dataDirectory) {
        String at = "exports." + name;
        require(EXPORT_NAME.matcher(name).matches(), at, "may only have small letters, digits and hyphens in its name");
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
        require(!usesSql || entry.key != null || !resumable, at + ".key",
                "is missing; without a unique column to go on after, say resumable: false");
        require(usesSql || entry.query == null, at + ".query", "is only for the generator sql");
        require(usesSql || entry.preview == null, at + ".preview", "is only for the generator sql");
        long maximumRows = entry.maximumRows == null ? Long.MAX_VALUE : entry.maximumRows;
        require(maximumRows > 0, at + ".maximumRows", "must be at least 1");
        query.ifPresent(read -> checkFormats(read.columns(), formats, at + ".columns"));
        return new Export(name, given(entry.title, at + ".title"), Optional.ofNullable(entry.description).orElse(""),
                generator, parameters, formats, resumable, maximumRows,
                duration(entry.maximumDuration, Duration.ofHours(1), at + ".maximumDuration"),
                csv(entry.csv, at + ".csv"), zone(entry.zone, at + ".zone"), query);
    }

    private static void checkFormats(List<Column> columns, List<Format> formats, String at) {
        if (formats.contains(Format.PARQUET)) {
            Map<String, String> known = new HashMap<>();
            for (Column column : columns) {
                String other = known.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
                require(other == null, at, "has " + other + " and " + column.name()
                        + ", which readers of parquet do not tell apart");
            }
        }
        if (formats.contains(Format.XLSX)) {
            require(columns.size() <= COLUMNS_IN_SHEET, at, "are more than the " + COLUMNS_IN_SHEET
                    + " that a sheet of an xlsx has room for");
            for (Column column : columns) {
                require(column.title().length() <= CHARACTERS_IN_CELL, at + "." + column.name(),
                        "has a title of more than the " + CHARACTERS_IN_CELL
                                + " characters that fit into a cell of an xlsx");
            }
        }
    }

    private static CsvDialect csv(CsvEntry entry, String at) {
        if (entry == null) {
            return CsvDialect.STANDARD;
        }
        String delimiter = entry.delimiter == null ? "," : entry.delimiter;
        require(DELIMITER.matcher(delimiter).matches(), at + ".delimiter",
                "must be a comma, a semicolon, a vertical bar or a tab (\"\\t\")");
        // Without quotation marks, YAML reads NULL as null, no as false, and 1.10 as 1.1.
        require(entry.nullText == null || entry.nullText.isTextual(), at + ".nullText",
                "must stand in quotation marks");
        String nullText = entry.nullText == null ? "" : entry.nullText.textValue();
        require(NULL_TEXT.matcher(nullText).matches(), at + ".nullText",
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
        require(sources.contains(source), at + ".source", "names " + source + ", which is not among the sources");
        // The directory is quoted in the SQL, and its name may contain a quotation mark.
        String sql = filled(given(entry.query, at + ".query"),
                Map.of("data", dataDirectory.toString().replace("'", "''")), at + ".query").strip();
        List<Column> columns = columns(entry.columns, at + ".columns");
        checkParameters(parsed(sql, at + ".query"), parameters, at);
        Optional.ofNullable(entry.key).ifPresent(key -> checkColumnName(key, at + ".key"));
        require(!entry.ordered || entry.key != null, at + ".ordered", "says by what only together with a key");
        return new Query(source, sql, columns, Optional.ofNullable(entry.key), entry.ordered,
                entry.total != Total.NONE, entry.preview == null || entry.preview,
                chart(entry.chart, columns, at + ".chart"));
    }

    private static void checkParameters(SqlTemplate sql, List<Parameter> parameters, String at) {
        Map<String, Parameter> known = parameters.stream().collect(Collectors.toMap(Parameter::name, one -> one));
        for (String name : sql.names()) {
            Parameter used = known.get(name);
            require(used != null, at + ".query", "names :" + name + ", which is not a parameter of this export");
            require(used.required() || used.defaultValue().isPresent(), at + ".parameters." + name,
                    "must be required or have a default, because the query always needs its value");
        }
        for (Parameter parameter : parameters) {
            String filterAt = at + ".parameters." + parameter.name() + ".filter";
            require(parameter.filter().isPresent() || sql.names().contains(parameter.name()), filterAt,
                    "is missing, and the query does not name :" + parameter.name() + " either");
            parameter.filter().ifPresent(filter -> {
                require(sql.has(SqlTemplate.Kind.FILTERS), at + ".query",
                        "has no {filters} where the parameters' filters could go");
                SqlTemplate condition = parsed(filter, filterAt);
                require(!condition.has(SqlTemplate.Kind.FILTERS), filterAt, "has {filters}, which only a query has");
                Set<String> named = condition.names();
                require(!named.isEmpty(), filterAt,
                        "does not name :" + parameter.name());
                for (String name : named) {
                    require(name.equals(parameter.name()), filterAt, known.containsKey(name)
                            ? "names :" + name + ", but a filter may only name its own parameter"
                            : "names :" + name + ", which is not a parameter of this export");
                }
            });
        }
    }

    private static SqlTemplate parsed(String sql, String at) {
        SqlTemplate template = new SqlTemplate(sql);
        template.problem().ifPresent(problem -> require(false, at, problem));
        return template;
    }

    private static Parameter parameter(String name, ParameterEntry entry, String at) {
        require(PARAMETER_NAME.matcher(name).matches(), at,
                "may only have letters, digits and underscores in its name");
        require(!RESERVED.contains(name), at, "has the name of another part of a request");
        ParameterType type = given(entry.type, at + ".type");
        boolean isNumber = type == ParameterType.INTEGER || type == ParameterType.DECIMAL;
        require(entry.minimum == null || isNumber, at + ".minimum", "is only for numbers");
        require(entry.maximum == null || isNumber, at + ".maximum", "is only for numbers");
        Optional<BigDecimal> minimum = bound(entry.minimum, at + ".minimum");
        Optional<BigDecimal> maximum = bound(entry.maximum, at + ".maximum");
        require(minimum.isEmpty() || maximum.isEmpty() || minimum.get().compareTo(maximum.get()) <= 0, at + ".maximum",
                "is less than the minimum");
        require(entry.pattern == null || type == ParameterType.TEXT, at + ".pattern", "is only for text");
        require(entry.options == null || type == ParameterType.CHOICE, at + ".options", "is only for a choice");
        require(type != ParameterType.CHOICE || entry.options != null && !entry.options.isEmpty(), at + ".options",
                "is missing: between what is the choice?");
        require(entry.options == null || entry.options.stream().allMatch(option -> option != null && !option.isBlank()
                && Characters.areStorable(option)), at + ".options", "has one that is empty or has control characters");
        Parameter withoutDefault = new Parameter(name, given(entry.title, at + ".title"),
                Optional.ofNullable(entry.description).orElse(""), type, entry.required, Optional.empty(),
                Optional.ofNullable(entry.pattern).map(pattern -> compiled(pattern, at + ".pattern")),
                minimum, maximum,
                Optional.ofNullable(entry.options).orElse(List.of()), Optional.ofNullable(entry.filter));
        if (entry.defaultValue == null) {
            return withoutDefault;
        }
        Optional<String> problem = withoutDefault.problem(entry.defaultValue);
        require(problem.isEmpty(), at + ".default", problem.orElse(""));
        return withoutDefault.withDefault(withoutDefault.value(entry.defaultValue));
    }

    private static Optional<BigDecimal> bound(BigDecimal number, String at) {
        Optional<BigDecimal> bounded = Optional.ofNullable(number).flatMap(Decimals::bounded);
        require(number == null || bounded.isPresent(), at, "must have at most " + Decimals.MAX_DIGITS + " digits");
        return bounded;
    }

    private static List<Format> formats(List<String> names, String at) {
        Set<Format> formats = new LinkedHashSet<>();
        for (String name : given(names, at)) {
            Optional<Format> format = Format.named(name);
            require(format.isPresent(), at, "has " + name + ", which is not a format");
            formats.add(format.orElseThrow());
        }
        require(!formats.isEmpty(), at, "is empty");
        return List.copyOf(formats);
    }

    private static List<Column> columns(List<Object> entries, String at) {
        List<Column> columns = new ArrayList<>();
        for (Object entry : given(entries, at)) {
            if (entry instanceof String name) {
                columns.add(new Column(name, name));
            } else if (entry instanceof Map<?, ?> titled && titled.size() == 1) {
                titled.forEach((name, title) -> {
                    // YAML reads no as false, and 1.10 as 1.1.
                    require(title instanceof String, at + "." + name,
                            "has a title that is no text; put it in quotation marks");
                    columns.add(new Column((String) name, (String) title));
                });
            } else {
                throw new CatalogException(at + ": each is a name, or a name: and a title");
            }
        }
        for (Column column : columns) {
            checkColumnName(column.name(), at);
            require(Characters.areStorable(column.title()), at + "." + column.name(),
                    "has control characters in its title");
        }
        require(!columns.isEmpty(), at, "is empty");
        require(columns.stream().map(Column::name).distinct().count() == columns.size(), at, "has a column twice");
        return columns;
    }

    private static void checkColumnName(String name, String at) {
        require(!name.isEmpty(), at, "has a column without a name");
        require(Characters.areStorable(name), at, "has a column with control characters in its name");
    }

    private static Optional<Chart> chart(ChartEntry entry, List<Column> columns, String at) {
        if (entry == null) {
            return Optional.empty();
        }
        for (String column : List.of(given(entry.label, at + ".label"), given(entry.value, at + ".value"))) {
            require(columns.stream().anyMatch(known -> known.name().equals(column)), at,
                    "names " + column + ", which is not among the columns");
        }
        int top = entry.top == null ? 15 : entry.top;
        require(top >= 1 && top <= 40, at + ".top", "must be 1 to 40");
        return Optional.of(new Chart(given(entry.title, at + ".title"), entry.label, entry.value, top));
    }

    private static String filled(String text, Map<String, String> values, String at) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            require(value != null, at, "needs " + found.group() + ", which is not set");
            return Matcher.quoteReplacement(value);
        });
    }

    private static Duration duration(String text, Duration otherwise, String at) {
        if (text == null) {
            return otherwise;
        }
        Matcher form = DURATION.matcher(text);
        require(form.matches() && Long.parseLong(form.group(1)) > 0, at,
                "must be a duration such as 500ms, 30s, 10m or 2h");
        long amount = Long.parseLong(form.group(1));
        Duration duration = switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        require(duration.compareTo(MAX_DURATION) <= 0, at, "must be at most 365d");
        return duration;
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
        require(value != null, at, "is missing");
        return value;
    }

    private static void require(boolean met, String at, String problem) {
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
