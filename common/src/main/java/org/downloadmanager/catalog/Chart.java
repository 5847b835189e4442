package org.downloadmanager.catalog;

/**
 * A bar chart over the rows of a report.
 *
 * @param label column with the names of the bars
 * @param value column with their lengths
 * @param top how many bars: the first rows of the query
 */
public record Chart(String title, String label, String value, int top) {}
