package org.downloadmanager.previews;

import java.util.Collection;
import java.util.Map;

import org.downloadmanager.downloads.StoreUnavailableException;

/**
 * The previews of all exports. One worker refreshes each of them periodically, and all replicas show them. A preview may be
 * missing, and is up to an hour old.
 */
public interface Previews {

    /** The previews of these exports, by name, where there is one; none while the store is unavailable. */
    Map<String, Preview> find(Collection<String> exports);

    /**
     * Whether the caller must refresh the preview now. Then no other caller gets that answer for some minutes.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    boolean tryAcquireRefresh(String export);

    /**
     * Stores a preview; it needs a refresh after an hour.
     *
     * @throws StoreUnavailableException when the store does not answer
     */
    void put(String export, Preview preview);
}
