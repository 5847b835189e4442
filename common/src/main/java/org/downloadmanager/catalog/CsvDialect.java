package org.downloadmanager.catalog;

/**
 * How an export writes CSV.
 *
 * @param byteOrderMark whether the file starts with one: without it, some versions of Excel do not recognise UTF-8
 * @param nullText written for NULL; an equal text value is quoted
 */
public record CsvDialect(char delimiter, boolean byteOrderMark, String nullText) {

    public static final CsvDialect STANDARD = new CsvDialect(',', false, "");
}
