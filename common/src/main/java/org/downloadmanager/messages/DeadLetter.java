package org.downloadmanager.messages;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;

/**
 * A download that led nowhere.
 *
 * @param download as it stood before it was given up, with what it had achieved and suffered
 * @param reason   why it was given up
 */
public record DeadLetter(Download download, Failure reason) {}
