/**
 * Reads commands from Kafka. A command is a hint and a backup: it starts a download without delay, and restores it if
 * Redis lost it. Its offset is committed after the download has ended.
 */
package org.downloadmanager.worker.intake;
