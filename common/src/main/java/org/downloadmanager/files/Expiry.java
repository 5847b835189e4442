package org.downloadmanager.files;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** The second of an expiry as a part of a path, such as 20260102T150405Z. These sort by time. */
final class Expiry {

    static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z");

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private Expiry() {}

    /** Rounds up, so that nothing expires early. */
    static String of(Instant expires) {
        Instant second = expires.truncatedTo(ChronoUnit.SECONDS);
        return FORMAT.format(second.equals(expires) ? second : second.plusSeconds(1));
    }

    /** The latest expiry that has been reached. */
    static String latest(Instant now) {
        return FORMAT.format(now);
    }
}
