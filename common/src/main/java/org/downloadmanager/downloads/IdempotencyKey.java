package org.downloadmanager.downloads;

/**
 * A name that a client gave to its request, so that sending it again does nothing again.
 *
 * @param fingerprint of the request that it was used for
 */
public record IdempotencyKey(String value, String fingerprint) {}
