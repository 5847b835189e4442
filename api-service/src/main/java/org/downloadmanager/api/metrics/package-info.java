/** What a replica counts, and the load of the cluster that it reads from the store. */
package org.downloadmanager.api.metrics;
