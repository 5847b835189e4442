/**
 * Publishes events and dead letters to Kafka. An event may be lost, because every reader also reads the store; a dead
 * letter may not.
 */
package org.downloadmanager.worker.publishing;
