package org.downloadmanager.worker.generation.sql;

import java.io.OutputStream;

import org.downloadmanager.catalog.Format;
import org.downloadmanager.worker.generation.Generation;

/** Renders files of one format from spooled rows; the same rows give the same bytes. */
public interface RowRenderer {

    Format format();

    void render(Generation generation, RowSpoolReader rows, OutputStream output) throws Exception;
}
