package org.downloadmanager.downloads;

/** The store did not answer: whether it did what it was asked is unknown. */
public class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
