/**
 * Runs downloads. {@link org.downloadmanager.worker.execution.Dispatcher} decides with a pure policy what to do about a
 * command or a due download; {@link org.downloadmanager.worker.execution.DownloadExecutor} owns slots and threads; each
 * attempt runs one generator under one claim; {@link org.downloadmanager.worker.execution.LeaseRenewer} renews the claims
 * and records the progress. Every state change is a conditional write to the store, so the order of events decides and
 * not the order of threads. The state machine model in the tests explores these classes exhaustively.
 */
package org.downloadmanager.worker.execution;
