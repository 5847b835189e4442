package org.downloadmanager.api.serving;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates of HTTP, which have three forms (RFC 9110, 5.6.7). */
final class HttpDate {

    private static final List<DateTimeFormatter> FORMS = List.of(
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-uu HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US));

    private HttpDate() {}

    static String format(Instant instant) {
        return FORMS.get(0).format(instant.atOffset(ZoneOffset.UTC));
    }

    /** Empty when the header is missing or malformed. */
    static Optional<Instant> parse(String header) {
        for (DateTimeFormatter form : header == null ? List.<DateTimeFormatter>of() : FORMS) {
            try {
                return Optional.of(LocalDateTime.parse(header.strip(), form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException anotherForm) {
                continue;
            }
        }
        return Optional.empty();
    }
}
