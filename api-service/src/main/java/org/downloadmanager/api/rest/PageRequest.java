package org.downloadmanager.api.rest;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalLong;

import jakarta.ws.rs.core.MultivaluedMap;

import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.downloads.DownloadPage;

/**
 * The requested page of a list.
 *
 * @param from the end of the previous page; opaque to clients, so that its form may change
 */
record PageRequest(OptionalLong from, int limit) {

    /** Reads the parameters cursor and limit. JAX-RS does not distinguish an empty parameter from a missing one. */
    static PageRequest of(MultivaluedMap<String, String> query) {
        String cursor = query.getFirst("cursor");
        String limit = query.getFirst("limit");
        return new PageRequest(cursor == null ? OptionalLong.empty() : OptionalLong.of(place(cursor)),
                limit == null ? DownloadPage.MAX_PAGE_SIZE : parseLimit(limit));
    }

    /** The link to the page after this one. */
    String next(long from) {
        String cursor = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(from).array());
        return "</api/downloads?limit=" + limit + "&cursor=" + cursor + ">; rel=\"next\"";
    }

    private static long place(String cursor) {
        try {
            byte[] place = Base64.getUrlDecoder().decode(cursor);
            if (place.length == Long.BYTES) {
                return ByteBuffer.wrap(place).getLong();
            }
        } catch (IllegalArgumentException e) {
            // A well-formed cursor that this service never issues.
        }
        throw new ProblemException(
                new Problem(400, "invalid-cursor", "cursor must be taken from a link to the next page"));
    }

    private static int parseLimit(String limit) {
        if (limit.matches("[0-9]{1,3}")) {
            int parsed = Integer.parseInt(limit);
            if (parsed >= 1 && parsed <= DownloadPage.MAX_PAGE_SIZE) {
                return parsed;
            }
        }
        throw new ProblemException(
                new Problem(400, "invalid-limit", "limit must be a number from 1 to " + DownloadPage.MAX_PAGE_SIZE));
    }
}
