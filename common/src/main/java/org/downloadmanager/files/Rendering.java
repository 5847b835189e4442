package org.downloadmanager.files;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A file on its way from its material.
 *
 * @param spool from its first byte to its last; its reader closes it
 * @param output   where the file goes; fails as the output of a {@link Draft} does
 */
public record Rendering(InputStream spool, OutputStream output) {}
