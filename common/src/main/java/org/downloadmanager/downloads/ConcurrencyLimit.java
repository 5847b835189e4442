package org.downloadmanager.downloads;

/**
 * How many downloads may use one resource at a time, such as the source of their rows.
 *
 * @param permits in each shard
 */
public record ConcurrencyLimit(String name, int permits) {}
