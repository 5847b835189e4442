package org.downloadmanager.downloads;

/**
 * @param activePerOwner pending or processing downloads that one owner may have
 * @param activeTotal    pending or processing downloads of all owners that one shard accepts
 */
public record Limits(int activePerOwner, int activeTotal) {}
