package org.downloadmanager.downloads;

import java.util.List;
import java.util.Map;

/** What those who wait want to know, and those who decide how many workers there are. Fails as {@link Downloads} does. */
public interface QueueStats {

    /** How many stand in line before each of these, by its id; nothing of those that do not wait. */
    Map<DownloadId, Integer> ahead(List<Download> downloads);

    /** How much there is to do at this moment. */
    QueueSnapshot snapshot();
}
