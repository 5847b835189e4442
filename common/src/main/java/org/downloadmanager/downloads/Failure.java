package org.downloadmanager.downloads;

/**
 * Why a download ended without a file.
 *
 * @param code stable, for programs
 * @param message for the owner
 */
public record Failure(String code, String message) {}
