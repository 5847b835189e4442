/**
 * Background jobs of the worker: removal of expired files, refresh of previews. A job may run on several workers at
 * once.
 */
package org.downloadmanager.worker.maintenance;
