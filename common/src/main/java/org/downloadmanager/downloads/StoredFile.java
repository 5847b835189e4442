package org.downloadmanager.downloads;

/**
 * A finished file.
 *
 * @param location where the file store keeps it; opaque to all but the store
 * @param name     under which it is offered to its owner
 * @param sha256   of its bytes, in lower-case hexadecimal digits
 */
public record StoredFile(String location, String name, String contentType, long bytes, long rows, String sha256) {}
