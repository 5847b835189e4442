package org.downloadmanager.downloads;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of an owner's downloads, newest first.
 *
 * @param next where the next page begins; empty when this is the last
 */
public record DownloadPage(List<Download> downloads, OptionalLong next) {

    /** As many as are ever shown at a time. */
    public static final int MAX_PAGE_SIZE = 100;
}
