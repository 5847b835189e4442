package org.downloadmanager.downloads;

import java.util.List;
import java.util.Map;

/** The length of the queue, for waiting owners and for the autoscaler of workers. Fails as {@link Downloads} does. */
public interface QueueStats {

    /** How many downloads are queued before each of these, by id; only pending ones are included. */
    Map<DownloadId, Integer> ahead(List<Download> downloads);

    QueueSnapshot snapshot();
}
