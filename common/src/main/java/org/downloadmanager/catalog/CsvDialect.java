package org.downloadmanager.catalog;

/**
 * How an export writes CSV.
 *
 * @param delimiter     between two cells
 * @param byteOrderMark whether the file begins with one: without it some versions of Excel take UTF-8 for something else
 * @param nullText      what stands for NULL; a text that happens to be the same stands in quotation marks
 */
public record CsvDialect(char delimiter, boolean byteOrderMark, String nullText) {

    public static final CsvDialect STANDARD = new CsvDialect(',', false, "");
}
