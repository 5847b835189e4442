/** What the services say to each other through Kafka, and the form in which a download is written down. */
package org.downloadmanager.messages;
