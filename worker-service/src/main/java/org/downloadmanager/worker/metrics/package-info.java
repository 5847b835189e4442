/** What a worker counts. */
package org.downloadmanager.worker.metrics;
