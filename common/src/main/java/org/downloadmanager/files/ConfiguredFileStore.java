package org.downloadmanager.files;

import java.io.IOException;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The file store that the configuration names. */
class ConfiguredFileStore {

    @Produces
    @Singleton
    FileStore files(FileStoreConfig config, S3Config s3) throws IOException {
        return switch (config.store()) {
            case DIRECTORY -> new DirectoryFileStore(config);
            case S3 -> new S3FileStore(config, new S3Bucket(s3));
        };
    }
}
