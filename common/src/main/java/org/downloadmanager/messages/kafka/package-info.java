/** The producer that the publishers of one process share, and the publisher of events. */
package org.downloadmanager.messages.kafka;
