package org.downloadmanager.api.problem;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Says what is wrong with a request, to programs and people: RFC 9457.
 *
 * @param code  stable; the last part of {@code type}
 * @param title the same for every problem of this kind
 */
public record Problem(int status, String code, String title, String detail, Map<String, Object> more) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static final Problem FOREIGN_ORIGIN = new Problem(403, "foreign-origin",
            "Requests from this origin are not allowed");
    public static final Problem UNKNOWN_IDENTITY = new Problem(401, "unknown-identity",
            "Invalid identity cookie");
    public static final Problem NOT_FOUND = new Problem(404, "not-found", "Not found");
    public static final Problem NO_FILE = new Problem(409, "no-file", "The file is not available");
    public static final Problem KEY_REUSED = new Problem(422, "idempotency-key-reused",
            "This Idempotency-Key was used for another request");
    public static final Problem QUEUE_FULL = new Problem(429, "queue-full",
            "The queue is full; try again later");
    public static final Problem TOO_MANY_STREAMS = new Problem(429, "too-many-streams",
            "Too many open sockets and event streams");
    public static final Problem LINK_EXPIRED = new Problem(410, "link-expired",
            "This link has expired; request a new one");
    public static final Problem UNAVAILABLE = new Problem(503, "unavailable",
            "Service temporarily unavailable");

    private static final int RETRY_SECONDS = 1;

    public Problem(int status, String code, String title) {
        this(status, code, title, null, Map.of());
    }

    /** A problem that HTTP itself names. */
    public static Problem of(int status) {
        if (status == NOT_FOUND.status) {
            return NOT_FOUND;
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Refused" : known.getReasonPhrase();
        return new Problem(status, title.toLowerCase(Locale.ROOT).replace(' ', '-'), title);
    }

    public Problem detailed(String detail) {
        return new Problem(status, code, title, detail, more);
    }

    public Problem with(String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put(name, value);
        return new Problem(status, code, title, detail, members);
    }

    public Response response() {
        Response.ResponseBuilder response = Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(document());
        if (status == 429 || status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return response.build();
    }

    /** The refusal with its headers, and this problem as its body. */
    public Response explaining(Response refusal) {
        return Response.fromResponse(refusal).header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE).entity(document()).build();
    }

    /** The members of the JSON document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:download-manager:problem:" + code);
        document.put("title", title);
        document.put("status", status);
        if (detail != null) {
            document.put("detail", detail);
        }
        document.put("code", code);
        document.putAll(more);
        return document;
    }
}
