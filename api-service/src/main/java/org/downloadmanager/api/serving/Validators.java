package org.downloadmanager.api.serving;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The validators of a file. A finished file never changes, so both are strong. */
record Validators(String entityTag, Instant lastModified) {

    static Validators of(String sha256, Instant lastModified) {
        return new Validators('"' + sha256 + '"', lastModified.truncatedTo(ChronoUnit.SECONDS));
    }
}
