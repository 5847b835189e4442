package org.downloadmanager.downloads;

/** The store did not answer; the requested change may or may not have happened. */
public class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
