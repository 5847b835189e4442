package org.downloadmanager.files;

import java.io.IOException;

/** The file exceeds the maximum size, or only the reserve of the store is left. */
public class StorageFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }

    static void checkSize(long bytes, long maximum) throws StorageFullException {
        if (bytes > maximum) {
            throw new StorageFullException("The file is larger than a file may be: " + maximum + " bytes");
        }
    }
}
