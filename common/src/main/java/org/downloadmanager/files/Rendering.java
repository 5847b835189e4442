package org.downloadmanager.files;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A file that is rendered from a spool.
 *
 * @param spool from its first byte to its last; its reader closes it
 * @param output of the file; fails as the output of a {@link Draft} does
 */
public record Rendering(InputStream spool, OutputStream output) {}
