package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

import org.downloadmanager.worker.generation.sql.ColumnType.Member;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Copies JSON on one line, token by token, so that numbers keep their digits and members their order. */
public final class JsonText {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).build())
            .build();

    private JsonText() {}

    /** Copies one value of a type. */
    private interface Leaf {
        void copy(JsonParser from, JsonGenerator to, ColumnType type) throws IOException;
    }

    /** The same document without white space between its tokens. */
    static String compact(String json) throws IOException {
        return copied(json, ColumnType.JSON, (from, to, type) -> copyDocument(from, to));
    }

    /**
     * A nested value whose parts the source gave as texts, with every part as {@link #write} writes it.
     *
     * @param json in which all parts are texts
     */
    static String typed(String json, ColumnType type) throws IOException {
        return copied(json, type, JsonText::writeLeaf);
    }

    /**
     * The opposite: numbers become texts, because DuckDB, which casts the parts to their types, reads JSON numbers in
     * double precision.
     */
    public static String withTextParts(String json, ColumnType type) throws IOException {
        return copied(json, type, (from, to, leaf) -> {
            if (leaf.kind() == ValueType.JSON || from.currentToken().isStructStart()) {
                copyDocument(from, to);
            } else {
                to.writeString(from.getText());
            }
        });
    }

    /** Writes a value by its canonical text; numbers and booleans become JSON values, as far as JSON has them. */
    static void write(JsonGenerator json, ValueType type, String text) throws IOException {
        switch (type) {
            case INTEGER -> json.writeNumber(text);
            case DECIMAL, FLOATING -> {
                // JSON has no NaN and no infinities, whose texts end with a letter.
                if (Character.isDigit(text.charAt(text.length() - 1))) {
                    json.writeNumber(text);
                } else {
                    json.writeString(text);
                }
            }
            case BOOLEAN -> json.writeBoolean(text.equals("true"));
            case TIMESTAMP, INSTANT -> {
                int time = text.lastIndexOf(' ');
                json.writeString(time < 0 ? text : text.substring(0, time) + 'T' + text.substring(time + 1));
            }
            case JSON -> json.writeRawValue(text);
            default -> json.writeString(text);
        }
    }

    private static String copied(String json, ColumnType type, Leaf leaf) throws IOException {
        StringWriter text = new StringWriter(json.length() + 16);
        try (JsonParser from = JSON.createParser(json); JsonGenerator to = JSON.createGenerator(text)) {
            if (from.nextToken() == null) {
                throw new IllegalArgumentException("No JSON: " + json);
            }
            copy(from, to, type, leaf);
            if (from.nextToken() != null) {
                throw new IllegalArgumentException("More than one JSON document");
            }
        }
        requireWhole(text.getBuffer());
        return text.toString();
    }

    private static void copy(JsonParser from, JsonGenerator to, ColumnType type, Leaf leaf) throws IOException {
        if (from.currentToken() == JsonToken.VALUE_NULL) {
            to.writeNull();
            return;
        }
        List<Member> members = type.members();
        switch (type.shape()) {
            case SCALAR -> leaf.copy(from, to, type);
            case LIST -> {
                to.writeStartArray();
                while (from.nextToken() != JsonToken.END_ARRAY) {
                    copy(from, to, members.get(0).type(), leaf);
                }
                to.writeEndArray();
            }
            case MAP -> {
                to.writeStartObject();
                while (from.nextToken() != JsonToken.END_OBJECT) {
                    String key = from.currentName();
                    ColumnType keys = members.get(0).type();
                    to.writeFieldName(keys.isBlob() ? DuckDbDialect.hexadecimal(key) : keys.canonical(key));
                    from.nextToken();
                    copy(from, to, members.get(1).type(), leaf);
                }
                to.writeEndObject();
            }
            case STRUCT, UNION -> {
                to.writeStartObject();
                while (from.nextToken() != JsonToken.END_OBJECT) {
                    String name = from.currentName();
                    to.writeFieldName(name);
                    from.nextToken();
                    copy(from, to, member(members, name), leaf);
                }
                to.writeEndObject();
            }
        }
    }

    /** An escape may be an unpaired surrogate, which UTF-8 cannot encode. */
    private static void requireWhole(CharSequence text) {
        if (text.codePoints().anyMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("Half of a character");
        }
    }

    private static ColumnType member(List<Member> members, String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst()
                .map(Member::type).orElse(ColumnType.VARCHAR);
    }

    private static void writeLeaf(JsonParser from, JsonGenerator to, ColumnType type) throws IOException {
        if (from.currentToken().isStructStart()) {
            // A PostgreSQL array may have more dimensions than its type declares.
            copyDocument(from, to);
        } else if (type.isBlob()) {
            to.writeString(DuckDbDialect.hexadecimal(from.getText()));
        } else {
            write(to, type.kind(), type.canonical(from.getText()));
        }
    }

    /** Copies one value with everything in it. */
    private static void copyDocument(JsonParser from, JsonGenerator to) throws IOException {
        int depth = 0;
        do {
            JsonToken token = from.currentToken();
            switch (token) {
                case START_OBJECT -> to.writeStartObject();
                case START_ARRAY -> to.writeStartArray();
                case END_OBJECT -> to.writeEndObject();
                case END_ARRAY -> to.writeEndArray();
                case FIELD_NAME -> to.writeFieldName(from.currentName());
                case VALUE_STRING -> to.writeString(from.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(from.getText());
                case VALUE_TRUE, VALUE_FALSE -> to.writeBoolean(token == JsonToken.VALUE_TRUE);
                default -> to.writeNull();
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0 && from.nextToken() != null);
    }
}
