package org.downloadmanager.worker.generation.sql;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Writes rows as {@link RowSpoolReader} reads them. */
final class RowSpoolWriter implements RowWriter {

    /** The length of NULL. */
    static final int NULL = -1;

    private static final int BUFFER = 128 * 1024;

    private final DataOutputStream output;

    RowSpoolWriter(OutputStream output) {
        this.output = new DataOutputStream(new BufferedOutputStream(output, BUFFER));
    }

    @Override
    public void begin(List<ResultColumn> columns) throws IOException {
        for (ResultColumn column : columns) {
            writeText(column.declared().declaration());
        }
    }

    @Override
    public void write(Rows rows) throws Exception {
        List<ResultColumn> columns = rows.columns();
        for (int i = 0; i < columns.size(); i++) {
            String text = rows.text(columns.get(i));
            if (text == null) {
                output.writeInt(NULL);
            } else {
                writeText(text);
            }
        }
    }

    private void writeText(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        output.writeInt(utf8.length);
        output.write(utf8);
    }

    @Override
    public Optional<String> flush() throws IOException {
        output.flush();
        return Optional.of("");
    }
}
