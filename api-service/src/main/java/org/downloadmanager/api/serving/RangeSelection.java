package org.downloadmanager.api.serving;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

/**
 * The status and range of a response: RFC 9110, sections 13 and 14, for GET and HEAD. The framework's
 * {@code Request.evaluatePreconditions} is not used, because there a date overrides an entity tag that does not match.
 */
record RangeSelection(Status status, ByteRange range) {

    /** @param headers of the request by name; null for a missing one */
    static RangeSelection of(UnaryOperator<String> headers, Validators file, long fileLength) {
        ByteRange whole = ByteRange.whole(fileLength);
        if (fails(headers, file)) {
            return new RangeSelection(Status.PRECONDITION_FAILED, whole);
        }
        if (isUnchanged(headers, file)) {
            return new RangeSelection(Status.NOT_MODIFIED, whole);
        }
        String wanted = headers.apply("Range");
        if (wanted == null || !isRangeOf(headers.apply("If-Range"), file)) {
            return new RangeSelection(Status.OK, whole);
        }
        Optional<List<ByteRange>> ranges = ByteRange.satisfiable(wanted, fileLength);
        if (ranges.isEmpty() || ranges.get().size() > 1) {
            return new RangeSelection(Status.OK, whole);
        }
        return ranges.get().stream().findFirst()
                .map(range -> new RangeSelection(Status.PARTIAL_CONTENT, range))
                .orElse(new RangeSelection(Status.REQUESTED_RANGE_NOT_SATISFIABLE, whole));
    }

    private static boolean fails(UnaryOperator<String> headers, Validators file) {
        String match = headers.apply(HttpHeaders.IF_MATCH);
        return match != null
                ? !EntityTags.matchesStrongly(match, file.entityTag())
                : HttpDate.parse(headers.apply(HttpHeaders.IF_UNMODIFIED_SINCE))
                        .filter(file.lastModified()::isAfter).isPresent();
    }

    private static boolean isUnchanged(UnaryOperator<String> headers, Validators file) {
        String noneMatch = headers.apply(HttpHeaders.IF_NONE_MATCH);
        return noneMatch != null
                ? EntityTags.matchesWeakly(noneMatch, file.entityTag())
                : HttpDate.parse(headers.apply(HttpHeaders.IF_MODIFIED_SINCE))
                        .filter(since -> !file.lastModified().isAfter(since)).isPresent();
    }

    private static boolean isRangeOf(String ifRange, Validators file) {
        return ifRange == null || ifRange.strip().equals(file.entityTag())
                || HttpDate.parse(ifRange).filter(file.lastModified()::equals).isPresent();
    }
}
