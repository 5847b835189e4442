package org.downloadmanager.downloads;

import java.util.List;

/**
 * A point from which another attempt can resume. Its segments were on disk before the checkpoint was recorded.
 *
 * @param segments in the order in which they make up the file so far
 * @param token opaque to all but the generator that offered it
 */
public record Checkpoint(List<Segment> segments, String token) {

    public Checkpoint {
        segments = List.copyOf(segments);
    }
}
