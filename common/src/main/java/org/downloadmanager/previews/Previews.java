package org.downloadmanager.previews;

import java.util.Collection;
import java.util.Map;

import org.downloadmanager.downloads.StoreUnavailableException;

/**
 * The previews of all exports. One worker refreshes each of them periodically, and all replicas show them. A preview may be
 * missing, and is up to an hour old.
 */
public interface Previews {

    /** Those of the exports that have one, by name; none while the store does not answer. */
    Map<String, Preview> find(Collection<String> exports);

    /**
     * Whether the caller must refresh the preview now. For some minutes no other caller gets that answer.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    boolean tryAcquireRefresh(String export);

    /**
     * Stores it; it needs a refresh after an hour.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    void put(String export, Preview preview);
}
