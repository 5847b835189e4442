package org.downloadmanager.catalog;

/**
 * One column of a file.
 *
 * @param name  in the query, and in files for programs
 * @param title in files for people
 */
public record Column(String name, String title) {}
