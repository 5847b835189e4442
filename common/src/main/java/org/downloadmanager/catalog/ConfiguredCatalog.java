package org.downloadmanager.catalog;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the catalog that the configuration names. */
class ConfiguredCatalog {

    @Produces
    @Singleton
    Catalog catalog(CatalogConfig config) {
        Catalog catalog = config.sources() ? Catalog.read(config.file()) : Catalog.readExports(config.file());
        return config.simulated() ? catalog.withSimulated() : catalog;
    }
}
