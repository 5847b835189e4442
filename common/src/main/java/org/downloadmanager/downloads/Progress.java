package org.downloadmanager.downloads;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The progress of a download, in the unit of its generator (mostly rows).
 *
 * @param total counted, never estimated; empty while unknown
 * @param timeLeft empty while it cannot be estimated
 */
public record Progress(long done, OptionalLong total, Optional<Duration> timeLeft) {

    public static final Progress NONE = new Progress(0, OptionalLong.empty(), Optional.empty());

    public static Progress of(long done) {
        return new Progress(done, OptionalLong.empty(), Optional.empty());
    }

    public static Progress of(long done, long total) {
        return new Progress(done, OptionalLong.of(total), Optional.empty());
    }

    /** Empty while the total is unknown; 100 only when the total is reached. */
    public OptionalInt percent() {
        if (total.isEmpty()) {
            return OptionalInt.empty();
        }
        if (done >= total.getAsLong()) {
            return OptionalInt.of(100);
        }
        return OptionalInt.of((int) Math.min(99, done * 100.0 / total.getAsLong()));
    }

    /** This progress, but never less than what was seen before, because a worker that resumes repeats some rows. */
    Progress notBehind(Progress seen) {
        return done >= seen.done
                ? this
                : new Progress(seen.done, total.isPresent() ? total : seen.total, timeLeft);
    }

    Progress stopped() {
        return new Progress(done, total, Optional.empty());
    }
}
