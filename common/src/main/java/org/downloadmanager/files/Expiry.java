package org.downloadmanager.files;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** The second at which something dies as a part of its path, such as 20260102T150405Z: these sort by their time. */
final class Expiry {

    static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z");

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private Expiry() {}

    /** Nothing dies early, so it is rounded up. */
    static String of(Instant expires) {
        Instant second = expires.truncatedTo(ChronoUnit.SECONDS);
        return FORMAT.format(second.equals(expires) ? second : second.plusSeconds(1));
    }

    /** The latest that has come. */
    static String latest(Instant now) {
        return FORMAT.format(now);
    }
}
