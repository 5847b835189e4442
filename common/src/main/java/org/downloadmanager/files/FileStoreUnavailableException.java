package org.downloadmanager.files;

import java.io.IOException;

/** The file store cannot be reached, or is overloaded; the same request may succeed later. */
public class FileStoreUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    public FileStoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
