package org.downloadmanager.worker.maintenance;

import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;
import org.downloadmanager.worker.generation.sql.PreviewBuilder;

import io.quarkus.logging.Log;

/** Refreshes missing and old previews. */
@Singleton
public class PreviewRefresher {

    private final Catalog catalog;
    private final Previews previews;
    private final PreviewBuilder builder;

    public PreviewRefresher(Catalog catalog, Previews previews, PreviewBuilder builder) {
        this.catalog = catalog;
        this.previews = previews;
        this.builder = builder;
    }

    /**
     * Refreshes the previews that need it. A failure of one export does not affect the others, and is retried some
     * minutes later.
     */
    public void makeWanted() {
        for (Export export : catalog.exports()) {
            if (export.query().isPresent() && previews.tryAcquireRefresh(export.name())) {
                make(export);
            }
        }
    }

    private void make(Export export) {
        Optional<Preview> made;
        try {
            made = builder.make(export);
        } catch (Exception e) {
            Log.warnf("No preview: export=%s, cause=%s", export.name(), e);
            return;
        }
        made.ifPresent(preview -> previews.put(export.name(), preview));
    }
}
