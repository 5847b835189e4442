package org.downloadmanager.downloads;

/**
 * A client's name for its request: a repeated request with the same key changes nothing.
 *
 * @param fingerprint of the request that the key was used for
 */
public record IdempotencyKey(String value, String fingerprint) {}
