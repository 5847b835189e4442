package org.downloadmanager.worker.generation;

import java.util.List;

import jakarta.inject.Singleton;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;

/**
 * Finds the generator of an export and a format. A worker without a generator for each export of its catalog does not
 * start.
 */
@Startup
@Singleton
public final class Generators {

    private final List<FileGenerator> generators;

    public Generators(@All List<FileGenerator> generators, Catalog catalog) {
        this.generators = List.copyOf(generators);
        for (Export export : catalog.exports()) {
            for (Format format : export.formats()) {
                of(export, format);
            }
        }
    }

    /** The generator of the export in a format that the catalog offers. */
    public FileGenerator of(Export export, Format format) {
        return generators.stream()
                .filter(generator -> generator.makes(export, format))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Nothing makes export " + export.name() + " in format " + format.extension()));
    }
}
