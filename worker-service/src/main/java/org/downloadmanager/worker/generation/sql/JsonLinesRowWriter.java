package org.downloadmanager.worker.generation.sql;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/** One JSON object per line, with every column in it. Times are ISO 8601, numbers are numbers. */
final class JsonLinesRowWriter implements RowWriter {

    private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator((String) null).build();

    private static final int BUFFER = 128 * 1024;

    private final JsonGenerator json;
    private final List<SerializableString> names = new ArrayList<>();

    JsonLinesRowWriter(OutputStream output, List<ResultColumn> columns) throws IOException {
        this.json = JSON.createGenerator(new BufferedOutputStream(output, BUFFER));
        columns.forEach(column -> names.add(new SerializedString(column.name())));
    }

    @Override
    public void write(Rows rows) throws Exception {
        List<ResultColumn> columns = rows.columns();
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(names.get(i));
            write(columns.get(i).type(), rows.text(columns.get(i)));
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public Optional<String> flush() throws IOException {
        json.flush();
        return Optional.of("");
    }

    private void write(ValueType type, String text) throws IOException {
        if (text == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case INTEGER, DECIMAL -> json.writeNumber(text);
            // JSON has no number for these.
            case FLOATING -> {
                if (text.equals("NaN") || text.endsWith("Infinity")) {
                    json.writeString(text);
                } else {
                    json.writeNumber(text);
                }
            }
            case BOOLEAN -> json.writeBoolean(text.equals("true"));
            case TIMESTAMP, INSTANT -> json.writeString(text.replace(' ', 'T'));
            default -> json.writeString(text);
        }
    }
}
