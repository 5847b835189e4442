package org.downloadmanager.worker.generation.sql;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.catalog.CsvDialect;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;

/**
 * CSV by RFC 4180 in UTF-8, in the dialect of the export. An empty text is a pair of quotation marks; NULL is empty, except
 * where the whole line would be empty, because most readers skip empty lines.
 */
final class CsvRowWriter implements RowWriter {

    private static final int BUFFER = 128 * 1024;
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    /** Excel takes a file that begins with these letters for a SYLK file. */
    private static final String SYLK = "ID";

    private final CsvDialect dialect;
    private final FormulaDefuser formulas;
    private final OutputStream output;
    private final CsvWriter csv;
    private boolean isHeading;
    private boolean isNull;
    private boolean isOnly;

    CsvRowWriter(OutputStream output, CsvDialect dialect) {
        this.dialect = dialect;
        this.formulas = new FormulaDefuser(dialect.delimiter());
        this.output = new BufferedOutputStream(output, BUFFER);
        this.csv = CsvWriter.builder()
                .fieldSeparator(dialect.delimiter())
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(new Quotes())
                .bufferSize(64 * 1024)
                .build(this.output, StandardCharsets.UTF_8);
    }

    @Override
    public void begin(List<ResultColumn> columns) throws IOException {
        if (dialect.byteOrderMark()) {
            output.write(BYTE_ORDER_MARK);
        }
        isHeading = true;
        csv.writeRecord(columns.stream().map(ResultColumn::name).toList());
        isHeading = false;
    }

    @Override
    public void write(Rows rows) throws Exception {
        List<ResultColumn> columns = rows.columns();
        isOnly = columns.size() == 1;
        CsvWriter.CsvWriterRecord line = csv.writeRecord();
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn column = columns.get(i);
            String text = rows.text(column);
            isNull = text == null;
            if (isNull) {
                line.writeField(dialect.nullText());
            } else {
                line.writeField(switch (column.type()) {
                    case TEXT -> formulas.defused(text);
                    case JSON -> formulas.defusedJson(text);
                    default -> text;
                });
            }
        }
        line.endRecord();
    }

    @Override
    public Optional<String> flush() throws IOException {
        csv.flush();
        return Optional.of("");
    }

    /** Quotes more than RFC 4180 requires. */
    private final class Quotes implements QuoteStrategy {

        @Override
        public boolean quoteValue(int line, int field, String value) {
            return isHeading
                    ? field == 0 && value.startsWith(SYLK)
                    : !isNull && value.equals(dialect.nullText());
        }

        @Override
        public boolean quoteEmpty(int line, int field) {
            return !isNull || isOnly;
        }
    }
}
