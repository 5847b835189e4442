package org.downloadmanager.api.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests for a file of {@link #LENGTH} bytes that every server must answer as nginx does. Several ranges at once are not
 * among them: nginx answers with multipart, we with the whole file.
 */
public final class RangeRequests {

    public static final int LENGTH = 1000;

    private static final String LATER = "Fri, 01 Jan 2100 00:00:00 GMT";
    private static final String EARLIER = "Sat, 01 Jan 2000 00:00:00 GMT";

    private RangeRequests() {}

    /** A request without its URL. */
    public record RangeRequest(String method, Map<String, String> headers) {
        @Override
        public String toString() {
            return method + " " + headers;
        }
    }

    /**
     * All requests, for a server with these validators of the file.
     *
     * @param lastModified the header
     */
    public static List<RangeRequest> knowing(String entityTag, String lastModified) {
        List<RangeRequest> requests = new ArrayList<>();
        for (String method : List.of("GET", "HEAD")) {
            requests.add(request(method));
            for (String range : List.of("bytes=0-0", "bytes=0-99", "bytes=999-999", "bytes=990-", "bytes=0-",
                    "bytes=-1",
                    "bytes=-1000", "bytes=-5000", "bytes=500-5000", "bytes=0-999", "bytes=0-1000",
                    "bytes=0-9223372036854775807", "bytes=0-9223372036854775808", "bytes=0-1000000000000000000",
                    "bytes=999-9223372036854775807", "bytes=1000-9223372036854775807",
                    "bytes=9223372036854775807-", "bytes=9223372036854775807-9223372036854775807",
                    "bytes=9223372036854775808-", "bytes=-9223372036854775807", "bytes=-9223372036854775808",
                    "bytes=0-00000000000000000000000000000000000099", "bytes=00000000000000000000000000000990-",
                    "bytes=0-,0-", "bytes=0-9223372036854775807,0-9223372036854775807",
                    "bytes=-9223372036854775807,-9223372036854775807", "bytes=0-9,9223372036854775807-",
                    "bytes=9223372036854775807-,0-9223372036854775807", "bytes=0-9,99999999999999999999-",
                    "bytes=999999999999999999-", "bytes=0-99999999999999999999", "bytes=99999999999999999999-",
                    "bytes=-99999999999999999999", "bytes=1000-", "bytes=1000-2000", "bytes=2000-", "bytes=-0",
                    "bytes=5-2", "bytes=", "bytes=-", "bytes=abc", "bytes=0-x", "bytes=0x10-20", "bytes=--1",
                    "bytes=1-2-3",
                    "bytes=+1-2", "bytes 0-9", "BYTES=0-9", "bytes= 0 - 9 ", "bytes=0-9,", "bytes=,0-9",
                    "bytes=0-9,2000-", "bytes=2000-,3000-", "bytes=0-9,x", "lines=0-9", "0-9", "none")) {
                requests.add(request(method, "Range", range));
            }
            for (String condition : List.of(entityTag, lastModified, "\"other\"", "W/" + entityTag, "*", EARLIER, LATER,
                    "yesterday", "")) {
                requests.add(request(method, "If-Range", condition, "Range", "bytes=10-19"));
                requests.add(request(method, "If-Range", condition, "Range", "bytes=2000-"));
            }
            for (String match : List.of(entityTag, "W/" + entityTag, "*", "\"other\"", "\"other\", " + entityTag,
                    "W/\"other\" , \"more\"")) {
                requests.add(request(method, "If-None-Match", match));
                requests.add(request(method, "If-Match", match));
                requests.add(request(method, "If-Match", match, "Range", "bytes=10-19"));
            }
            for (String date : List.of(lastModified, EARLIER, LATER)) {
                requests.add(request(method, "If-Modified-Since", date));
                requests.add(request(method, "If-Modified-Since", date, "Range", "bytes=10-19"));
                requests.add(request(method, "If-Unmodified-Since", date));
            }
        }
        return requests;
    }

    private static RangeRequest request(String method, String... headers) {
        return headers.length == 0
                ? new RangeRequest(method, Map.of())
                : headers.length == 2
                        ? new RangeRequest(method, Map.of(headers[0], headers[1]))
                        : new RangeRequest(method, Map.of(headers[0], headers[1], headers[2], headers[3]));
    }
}
