package org.downloadmanager.downloads;

/** A stretch of a file, written by one attempt and by nobody else. */
public record Segment(String name, long length) {}
