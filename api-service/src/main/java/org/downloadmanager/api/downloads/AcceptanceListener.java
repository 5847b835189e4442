package org.downloadmanager.api.downloads;

import org.downloadmanager.messages.DownloadEvent;

/** Learns of each download that this replica accepts, before the answer to its request is sent. */
public interface AcceptanceListener {

    void accepted(DownloadEvent event);
}
