package org.downloadmanager.downloads;

/**
 * A finished file.
 *
 * @param location in the file store; opaque to all but the store
 * @param name of the file, as its owner sees it
 * @param sha256 of its bytes, in lower-case hexadecimal digits
 */
public record StoredFile(String location, String name, String contentType, long bytes, long rows, String sha256) {}
