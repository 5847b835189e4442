package org.downloadmanager.worker.generation.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;

/** RFC 4180 in UTF-8. NULL is empty, an empty text is a pair of quotation marks. */
final class CsvRowWriter implements RowWriter {

    private final CsvWriter csv;

    CsvRowWriter(OutputStream output) {
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(QuoteStrategies.EMPTY)
                .bufferSize(64 * 1024)
                .build(output, StandardCharsets.UTF_8);
    }

    @Override
    public void begin(Rows rows) {
        csv.writeRecord(rows.columns().stream().map(ResultColumn::name).toList());
    }

    @Override
    public void write(Rows rows) throws Exception {
        List<ResultColumn> columns = rows.columns();
        CsvWriter.CsvWriterRecord line = csv.writeRecord();
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn column = columns.get(i);
            String text = rows.text(column);
            line.writeField(column.type() == ValueType.TEXT ? defused(text) : text);
        }
        line.endRecord();
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    /** A spreadsheet runs a cell that begins like this as a formula, unless an apostrophe stands before it. */
    private static String defused(String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        return switch (text.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r' -> "'" + text;
            default -> text;
        };
    }
}
