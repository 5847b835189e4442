package org.downloadmanager.downloads;

/** What those who wait want to know, and those who decide how many workers there are. Fails as {@link Downloads} does. */
public interface WaitingLine {

    /** How many stand in line before this download, which waits. */
    int ahead(Download waiting);

    /** How much there is to do at this moment. */
    Load load();
}
