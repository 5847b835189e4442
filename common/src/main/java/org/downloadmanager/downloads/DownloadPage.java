package org.downloadmanager.downloads;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of an owner's downloads, newest first.
 *
 * @param next where the next page starts; empty on the last page
 */
public record DownloadPage(List<Download> downloads, OptionalLong next) {

    /** The most downloads on one page. */
    public static final int MAX_PAGE_SIZE = 100;
}
