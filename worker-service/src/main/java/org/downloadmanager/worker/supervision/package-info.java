/**
 * Keeps the essential threads of a worker alive, or ends the worker so that its platform restarts it.
 */
package org.downloadmanager.worker.supervision;
