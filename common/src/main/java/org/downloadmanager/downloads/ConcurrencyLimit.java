package org.downloadmanager.downloads;

/**
 * What many downloads need and only so many may use at a time, such as the source of their rows.
 *
 * @param most of each shard
 */
public record ConcurrencyLimit(String name, int most) {}
