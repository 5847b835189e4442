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
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/** One JSON object with every column per line. Numbers, booleans and nested values are JSON values. */
final class JsonLinesRowWriter implements RowWriter {

    private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator((String) null)
            // Characters beyond 16 bits are written as such, not as escapes.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

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
            String text = rows.text(columns.get(i));
            if (text == null) {
                json.writeNull();
            } else {
                JsonText.write(json, columns.get(i).type(), text);
            }
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public Optional<String> flush() throws IOException {
        json.flush();
        return Optional.of("");
    }
}
