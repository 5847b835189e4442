/**
 * A command-line tool for operators that lists dead letters and requeues them.
 */
package org.downloadmanager.worker.deadletter;
