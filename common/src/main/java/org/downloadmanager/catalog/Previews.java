package org.downloadmanager.catalog;

import java.util.Collection;
import java.util.Map;

import org.downloadmanager.downloads.StoreUnavailableException;

/**
 * The previews of all exports: made by one worker, now and then, and shown by all replicas. They may be missing, and are
 * somewhat old.
 */
public interface Previews {

    /** Those of the exports that have one, by name; none while the store does not answer. */
    Map<String, Preview> find(Collection<String> exports);

    /**
     * Whether the caller is to make the one of that export now. Nobody else is told so for some minutes.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    boolean tryAcquireRefresh(String export);

    /**
     * Keeps it; another is wanted when this one is an hour old.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    void put(String export, Preview preview);
}
