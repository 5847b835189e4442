/**
 * What a download is and what may happen to it. The only place where that is decided.
 *
 * <pre>
 *                 claim               complete
 *   accepted ──> PENDING ──────────> PROCESSING ──────────> READY
 *                 │   ^                 │ │  ^ │
 *                 │   │ hand over,      │ │  └─┘ advance, lapse + claim (another worker takes over)
 *                 │   └─────────────────┘ │
 *                 │     retry, lapse      │
 *                 ├───────────────────────┼──> ERROR       fail
 *                 └───────────────────────┴──> CANCELLED   cancel
 * </pre>
 *
 * READY, ERROR and CANCELLED are final. A move that a state does not offer does not exist; a late or repeated one finds
 * a state that no longer offers it and changes nothing. If the process that makes a move dies, the download stays where
 * it was, and the time recorded with it in the index of due downloads tells when somebody else must act.
 */
package org.downloadmanager.downloads;
