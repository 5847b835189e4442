package org.downloadmanager.downloads;

import java.util.Optional;

/**
 * What an unended download has achieved and suffered so far.
 *
 * @param lapses   leases that ran out on their workers since the last checkpoint
 * @param failures attempts that failed since the last checkpoint
 */
public record Work(Optional<Checkpoint> checkpoint, int lapses, int failures) {

    public static final Work NONE = new Work(Optional.empty(), 0, 0);

    Work reached(Checkpoint next) {
        return checkpoint.filter(next::equals).isPresent() ? this : new Work(Optional.of(next), 0, 0);
    }

    Work lapsed() {
        return new Work(checkpoint, lapses + 1, failures);
    }

    Work failed() {
        return new Work(checkpoint, lapses, failures + 1);
    }
}
