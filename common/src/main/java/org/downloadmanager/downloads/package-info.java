/**
 * Downloads, their states, and the ports to where they are stored.
 *
 * <pre>
 *                 claim               complete
 *   accepted ──> PENDING ──────────> PROCESSING ──────────> READY
 *                 │   ^                 │ │  ^ │
 *                 │   │ hand over,      │ │  └─┘ advance; lease expires, then claim (takeover)
 *                 │   └─────────────────┘ │
 *                 │     retry, expired    │
 *                 ├───────────────────────┼──> ERROR       fail
 *                 └───────────────────────┴──> CANCELLED   cancel
 * </pre>
 *
 * READY, ERROR and CANCELLED are final. A state offers only its legal moves, so a late or repeated move changes nothing. If
 * the process that makes a move dies, the download keeps its state, and the index of due downloads tells when another
 * worker must act.
 */
package org.downloadmanager.downloads;
