package org.downloadmanager.api.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of a file, from its first byte to its last. */
record ByteRange(long first, long last) {

    /** Possessive quantifiers, so that a header full of spaces costs linear time. */
    private static final Pattern FORM = Pattern.compile(" *+(\\d*+) *+- *+(\\d*+) *+");
    private static final String UNIT = "bytes=";

    static ByteRange whole(long fileLength) {
        return new ByteRange(0, fileLength - 1);
    }

    long length() {
        return last - first + 1;
    }

    String of(long fileLength) {
        return "bytes " + first + "-" + last + "/" + fileLength;
    }

    /**
     * The ranges of a Range header that a file of this length can satisfy. Empty when the header is to be ignored, an
     * empty list when no range can be satisfied. Where RFC 9110 (14.2) leaves a choice, this follows nginx: malformed
     * ranges and numbers of more than 63 bits cannot be satisfied.
     */
    static Optional<List<ByteRange>> satisfiable(String header, long fileLength) {
        try {
            return parse(header, fileLength);
        } catch (NumberFormatException tooLarge) {
            return Optional.of(List.of());
        }
    }

    private static Optional<List<ByteRange>> parse(String header, long fileLength) {
        if (header.length() == UNIT.length() || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<ByteRange> ranges = new ArrayList<>();
        for (String each : header.substring(UNIT.length()).split(",", -1)) {
            Matcher range = FORM.matcher(each);
            if (!range.matches() || (range.group(1) + range.group(2)).isEmpty()) {
                return Optional.of(List.of());
            }
            long first = first(range.group(1), range.group(2), fileLength);
            long last = last(range.group(1), range.group(2), fileLength);
            if (first <= last) {
                ranges.add(new ByteRange(first, last));
            } else if (first == 0) {
                return Optional.empty();
            }
        }
        return Optional.of(ranges);
    }

    private static long first(String from, String to, long fileLength) {
        return from.isEmpty() ? Math.max(0, fileLength - Long.parseLong(to)) : Long.parseLong(from);
    }

    private static long last(String from, String to, long fileLength) {
        return from.isEmpty() || to.isEmpty() ? fileLength - 1 : Math.min(fileLength - 1, Long.parseLong(to));
    }
}
