package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How far a download has come, in the units that its generator counts (rows, mostly).
 *
 * @param total    empty while unknown
 * @param exact    whether the total was counted, not estimated
 * @param timeLeft empty while it cannot be told
 */
public record Progress(long done, OptionalLong total, boolean exact, Optional<Duration> timeLeft) {

    public static final Progress NONE = new Progress(0, OptionalLong.empty(), false, Optional.empty());

    public static Progress of(long done) {
        return new Progress(done, OptionalLong.empty(), false, Optional.empty());
    }

    public static Progress of(long done, long exactTotal) {
        return new Progress(done, OptionalLong.of(exactTotal), true, Optional.empty());
    }

    /** Empty while the total is unknown; 100 only when an exact total is reached. */
    public OptionalInt percent() {
        if (total.isEmpty()) {
            return OptionalInt.empty();
        }
        if (exact && done >= total.getAsLong()) {
            return OptionalInt.of(100);
        }
        return OptionalInt.of((int) Math.min(99, done * 100.0 / Math.max(1, total.getAsLong())));
    }

    /** This progress, but never less than what was seen before: a worker that resumes repeats a little, silently. */
    Progress notBehind(Progress seen) {
        return done >= seen.done
                ? this
                : new Progress(seen.done, total.isPresent() ? total : seen.total, exact, timeLeft);
    }

    Progress stopped() {
        return new Progress(done, total, exact, Optional.empty());
    }
}
