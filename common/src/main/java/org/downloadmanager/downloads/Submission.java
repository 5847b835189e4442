package org.downloadmanager.downloads;

import java.util.List;

/** What became of a request for a new download. Only {@link Accepted} changed anything. */
public sealed interface Submission {

    record Accepted(Download download) implements Submission {}

    /** The same request with the same key was accepted before, as this download. */
    record Repeated(Download download) implements Submission {}

    /** The key was used before, for another request. */
    record KeyReused() implements Submission {}

    /** The owner has as many active downloads as allowed: these. */
    record LimitReached(List<Download> active) implements Submission {}

    /** As many downloads wait or run as the system takes on. */
    record QueueFull() implements Submission {}
}
