/** The Kafka messages between the services, and the JSON form of a download. */
package org.downloadmanager.messages;
