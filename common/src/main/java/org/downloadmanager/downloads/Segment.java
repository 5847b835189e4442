package org.downloadmanager.downloads;

/** The bytes of a file that one attempt wrote. */
public record Segment(String name, long length) {}
