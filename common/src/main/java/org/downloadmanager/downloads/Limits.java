package org.downloadmanager.downloads;

/**
 * @param activePerOwner pending or processing downloads that one owner may have
 * @param unended        pending or processing downloads that a shard takes on
 */
public record Limits(int activePerOwner, int unended) {}
