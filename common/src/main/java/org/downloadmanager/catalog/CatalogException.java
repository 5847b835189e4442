package org.downloadmanager.catalog;

/** The catalog cannot be used; the message names the file, the key and the mistake. */
public class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
