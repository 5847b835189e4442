/**
 * Live progress: reads all events, and sends each to the sockets and event streams of its owner, the newest state only
 * and never a step back.
 */
package org.downloadmanager.api.streaming;
