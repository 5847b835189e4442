package org.downloadmanager.downloads;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Identifies one download; never reused. */
public record DownloadId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public DownloadId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a download id: " + value);
        }
    }

    public static DownloadId random() {
        return new DownloadId(UUID.randomUUID().toString());
    }

    /** Empty when the text is not a download id. */
    public static Optional<DownloadId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new DownloadId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
