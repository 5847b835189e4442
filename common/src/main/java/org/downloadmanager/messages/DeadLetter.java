package org.downloadmanager.messages;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;

/**
 * A download that was given up.
 *
 * @param download before it was given up, with its progress and its setbacks
 * @param reason why it was given up
 */
public record DeadLetter(Download download, Failure reason) {}
