package org.downloadmanager.downloads;

/** What those who wait want to know. Fails as {@link Downloads} does. */
public interface WaitingLine {

    /** How many stand in line before this download, which waits. */
    int ahead(Download waiting);
}
