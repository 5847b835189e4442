/** Publishes dead letters to Kafka. Unlike an event, a dead letter may not be lost. */
package org.downloadmanager.worker.publishing;
