package org.downloadmanager.worker.generation.xlsx;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an Office Open XML workbook cell by cell, in the memory of a few cells. Independent of the time of generation,
 * unlike the files of the common libraries.
 */
final class Spreadsheet {

    /** The styles of cells; the ordinal is the style's number in the workbook. */
    enum Style {
        PLAIN, HEADING, DATE, TIMESTAMP, TIME, TIMESTAMP_WITH_MILLISECONDS, TIME_WITH_MILLISECONDS
    }

    /**
     * @param width in characters
     */
    record Heading(String title, int width) {}

    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    /** With the earliest time of the zip format, the zone of the machine would get into the file. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);
    /** Spreadsheets read this as the escape of a character that XML cannot hold. */
    private static final Pattern ESCAPE = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");
    private static final int BUFFER = 64 * 1024;

    private final ZipOutputStream zip;
    private final Writer xml;
    private final List<Heading> headings;
    private final String[] letters;
    private int row;
    private int column;

    /** @param sheets the number of sheets */
    Spreadsheet(OutputStream output, List<Heading> headings, int sheets) throws IOException {
        this.zip = new ZipOutputStream(output);
        this.xml = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8), BUFFER);
        this.headings = headings;
        this.letters = new String[headings.size()];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters(i);
        }
        contentTypes(sheets);
        relationships("_rels/.rels", List.of("officeDocument\" Target=\"xl/workbook.xml"));
        workbook(sheets);
        styles();
    }

    void beginSheet(int number) throws IOException {
        begin("xl/worksheets/sheet" + number + ".xml");
        xml.append("<worksheet xmlns=\"").append(MAIN).append("\"><sheetViews><sheetView workbookViewId=\"0\">"
                + "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                + "</sheetView></sheetViews><cols>");
        for (int i = 0; i < letters.length; i++) {
            xml.append("<col min=\"" + (i + 1) + "\" max=\"" + (i + 1) + "\" width=\"" + headings.get(i).width()
                    + "\" customWidth=\"1\"/>");
        }
        xml.append("</cols><sheetData>");
        row = 0;
        beginRow();
        for (Heading heading : headings) {
            text(heading.title(), Style.HEADING);
        }
        endRow();
    }

    void endSheet() throws IOException {
        xml.append("</sheetData></worksheet>");
        end();
    }

    void beginRow() throws IOException {
        row++;
        column = 0;
        xml.append("<row r=\"").append(Integer.toString(row)).append("\">");
    }

    void endRow() throws IOException {
        xml.append("</row>");
    }

    void empty() {
        column++;
    }

    void number(String digits, Style style) throws IOException {
        cell(style);
        xml.append("><v>").append(digits).append("</v></c>");
    }

    void truth(boolean value) throws IOException {
        cell(Style.PLAIN);
        xml.append(" t=\"b\"><v>").append(value ? '1' : '0').append("</v></c>");
    }

    /** Always text, even if it looks like a number or formula. */
    void text(String text, Style style) throws IOException {
        cell(style);
        xml.append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escape(text);
        xml.append("</t></is></c>");
    }

    /** Writes the rest of the file, and closes it. */
    void finish() throws IOException {
        zip.close();
    }

    private void cell(Style style) throws IOException {
        xml.append("<c r=\"").append(letters[column++]).append(Integer.toString(row)).append('"');
        if (style != Style.PLAIN) {
            xml.append(" s=\"").append(Integer.toString(style.ordinal())).append('"');
        }
    }

    private void escape(String text) throws IOException {
        String escaped = text.contains("_x") ? ESCAPE.matcher(text).replaceAll("_x005F_") : text;
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '\n', '\t' -> xml.append(c);
                default -> {
                    if (c < ' ' || c >= '\uFFFE') {
                        xml.append("_x%04X_".formatted((int) c));
                    } else {
                        xml.append(c);
                    }
                }
            }
        }
    }

    private void contentTypes(int sheets) throws IOException {
        begin("[Content_Types].xml");
        xml.append("<Types xmlns=\"").append(PACKAGE).append("content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + TYPE + "sheet.main+xml\"/>"
                + "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + TYPE + "styles+xml\"/>");
        for (int sheet = 1; sheet <= sheets; sheet++) {
            xml.append("<Override PartName=\"/xl/worksheets/sheet" + sheet + ".xml\" ContentType=\"" + TYPE
                    + "worksheet+xml\"/>");
        }
        xml.append("</Types>");
        end();
    }

    private void workbook(int sheets) throws IOException {
        begin("xl/workbook.xml");
        xml.append("<workbook xmlns=\"").append(MAIN).append("\" xmlns:r=\"").append(RELATIONS)
                .append("\"><bookViews><workbookView/></bookViews><sheets>");
        List<String> targets = new ArrayList<>();
        for (int sheet = 1; sheet <= sheets; sheet++) {
            xml.append("<sheet name=\"" + sheet + "\" sheetId=\"" + sheet + "\" r:id=\"r" + sheet + "\"/>");
            targets.add("worksheet\" Target=\"worksheets/sheet" + sheet + ".xml");
        }
        xml.append("</sheets></workbook>");
        end();
        targets.add("styles\" Target=\"styles.xml");
        relationships("xl/_rels/workbook.xml.rels", targets);
    }

    private void relationships(String name, List<String> targets) throws IOException {
        begin(name);
        xml.append("<Relationships xmlns=\"").append(PACKAGE).append("relationships\">");
        for (int i = 0; i < targets.size(); i++) {
            xml.append("<Relationship Id=\"r" + (i + 1) + "\" Type=\"" + RELATIONS + "/" + targets.get(i) + "\"/>");
        }
        xml.append("</Relationships>");
        end();
    }

    /** In the order of {@link Style}. */
    private void styles() throws IOException {
        begin("xl/styles.xml");
        xml.append("<styleSheet xmlns=\"").append(MAIN).append("\"><numFmts count=\"5\">"
                + "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
                + "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>"
                + "<numFmt numFmtId=\"166\" formatCode=\"hh:mm:ss\"/>"
                + "<numFmt numFmtId=\"167\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss.000\"/>"
                + "<numFmt numFmtId=\"168\" formatCode=\"hh:mm:ss.000\"/></numFmts>"
                + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
                + "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
                + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
                + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
                + "<cellXfs count=\"7\">");
        style(0, 0);
        style(0, 1);
        style(164, 0);
        style(165, 0);
        style(166, 0);
        style(167, 0);
        style(168, 0);
        xml.append(
                "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
                        + "</styleSheet>");
        end();
    }

    private void style(int numberFormat, int font) throws IOException {
        xml.append(
                "<xf numFmtId=\"" + numberFormat + "\" fontId=\"" + font + "\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
                        + " applyNumberFormat=\"1\" applyFont=\"1\"/>");
    }

    private void begin(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        xml.append(XML);
    }

    private void end() throws IOException {
        xml.flush();
        zip.closeEntry();
    }

    /** A to Z, AA to ZZ, AAA and so on. */
    private static String letters(int column) {
        String last = Character.toString('A' + column % 26);
        return column < 26 ? last : letters(column / 26 - 1) + last;
    }
}
