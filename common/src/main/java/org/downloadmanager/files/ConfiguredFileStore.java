package org.downloadmanager.files;

import java.io.IOException;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The file store that the configuration names. */
class ConfiguredFileStore {

    @Produces
    @Singleton
    FileStore files(FileStoreConfig config) throws IOException {
        return new DirectoryFileStore(config);
    }
}
