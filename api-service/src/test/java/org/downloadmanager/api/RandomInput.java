package org.downloadmanager.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generates malformed requests from a seed. None of them may change anything. */
final class RandomInput {

    private static final List<String> TEXTS = List.of("", " ", "\0", "\t", "%00", "%zz", "%", "..", "../../etc/passwd",
            "..%2f..%2f", "%c0%ae%c0%ae/", "//", ";jsessionid=1", "?", "#", "\u202e", "\ud83d\ude00", "\ufeff", "'",
            "\"",
            "<script>", "${jndi:ldap://x}", "{{7*7}}", "' OR 1=1 --", "null", "NaN", "-1", "0", "1e999",
            "9223372036854775807",
            "9223372036854775808", "-9223372036854775809", "99999999999999999999999", "1e99999999999", "true", "[]",
            "{}", "\\", "\r", "\u0085", "a".repeat(3_000),
            "ä".repeat(300), "*", "W/\"", "\"\"", "bytes=", "bytes=-", "bytes=0-18446744073709551616",
            "bytes=0-9223372036854775807", "bytes=5-2,,-",
            "Thu, 99 Foo 2001 25:61:61 GMT", "text/xml;q=2", "application/json; charset=utf-99", "*/*;q=x",
            "gzip, chunked, identity", "100-continue", "websocket");
    private static final List<String> NAMES = List.of("Accept", "Accept-Encoding", "Accept-Language", "Range",
            "If-Range",
            "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Idempotency-Key", "Last-Event-ID",
            "Origin", "Referer", "X-In-Place", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Expect", "Upgrade",
            "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "Host", "Te", "Trailer", "Via",
            "Sec-WebSocket-Key", "Sec-WebSocket-Version", "X-HTTP-Method-Override", "Authorization", "Accept-Charset");
    private static final List<String> READ = List.of("/", "/fragments", "/api/exports", "/api/downloads",
            "/api/openapi",
            "/api/downloads/{id}", "/api/downloads/{id}/events", "/api/downloads/{id}/link",
            "/downloads/{id}/flights.csv",
            "/ws/downloads", "/style.css", "/q/health", "/api/", "/downloads/{id}/cancel");
    private static final List<String> CHANGED = List.of("/api/downloads/{id}", "/api/downloads/{id}/link",
            "/downloads", "/downloads/{id}/cancel", "/downloads/{id}/remove");
    private static final List<String> MEDIA_TYPES = List.of("application/json", "application/x-www-form-urlencoded",
            "multipart/form-data", "multipart/form-data; boundary=x");
    private static final List<String> METHODS = List.of("GET", "GET", "GET", "HEAD", "OPTIONS", "TRACE", "get", "G ET",
            "PROPFIND", "\0", "CONNECT");
    private static final List<String> QUERIES = List.of("limit", "cursor", "expires", "signature", "format", "x", "");

    private final Random random;
    private final List<String> ids;

    /** @param ids of downloads of other owners */
    RandomInput(long seed, List<String> ids) {
        this.random = new Random(seed);
        this.ids = ids;
    }

    /** A request as bytes; most are almost HTTP. */
    byte[] request(String host, String cookie) {
        boolean reads = random.nextInt(3) > 0;
        String method = reads ? any(METHODS) : any(List.of("POST", "DELETE", "PUT", "PATCH"));
        String path = reads ? broken(any(READ).replace("{id}", any(ids))) : any(CHANGED).replace("{id}", brokenId());
        StringBuilder head = new StringBuilder(method).append(' ').append(path).append(query()).append(" HTTP/1.1\r\n")
                .append("Host: ").append(host).append("\r\nConnection: close\r\nCookie: ")
                // A client without an identity would get a new one, and could be allowed something.
                .append(reads && random.nextInt(4) == 0 ? broken(cookie) : cookie).append("\r\n");
        String body = reads && random.nextBoolean() ? "" : random.nextBoolean() ? json() : form();
        if (!body.isEmpty() && random.nextInt(5) > 0) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            head.append("Content-Type: ").append(any(MEDIA_TYPES))
                    .append(random.nextInt(5) > 0 ? "" : "; charset=" + broken(any(TEXTS))).append("\r\n");
            if (random.nextInt(3) > 0) {
                head.append("Content-Length: ").append(length).append("\r\n");
            } else {
                head.append("Transfer-Encoding: chunked\r\n");
                body = Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(any(NAMES)).append(": ").append(broken(any(TEXTS))).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
        return reads && random.nextInt(4) == 0 ? damaged(bytes) : bytes;
    }

    /** Random bytes. */
    byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** JSON that is not a valid request for a file. */
    String json() {
        String valid = Caller.FLIGHTS;
        return switch (random.nextInt(8)) {
            case 0 -> valid.substring(0, random.nextInt(valid.length()));
            case 1 -> "[".repeat(random.nextInt(8_000));
            case 2 -> "{\"a\":".repeat(random.nextInt(2_000)) + "1";
            case 3 -> valid.replace("\"flights\"", value()).replace("{\"export\": {", "{\"export\": {\"a\":1,");
            case 4 -> valid.replace("\"csv\"", value());
            case 5 -> valid.replace("15", value()).replace("\"LAS\"", value());
            case 6 -> "{" + string() + ": " + value() + ", " + valid.substring(1);
            default -> new String(damaged(valid.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
        };
    }

    /** A form that is not a valid request for a file. */
    String form() {
        return broken(broken("export=flights&format=csv&parameter.origin=LAS&parameter.minDelay=15"));
    }

    /** Parameters of the list. */
    String query() {
        StringBuilder query = new StringBuilder(random.nextInt(3) == 0 ? "" : "?");
        for (int i = query.length() == 0 ? 0 : random.nextInt(3); i > 0; i--) {
            query.append(any(QUERIES)).append('=').append(broken(any(TEXTS)).replaceAll("[\\s\\x00-\\x1f]", "+"))
                    .append('&');
        }
        return query.toString();
    }

    /** A WebSocket frame, or bytes that resemble one. */
    byte[] frame() {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int length = random.nextInt(3) == 0 ? 120 + random.nextInt(20) : random.nextInt(100);
        frame.write(random.nextInt(256));
        boolean masked = random.nextInt(5) > 0;
        frame.write((masked ? 0x80 : 0) | (random.nextInt(8) == 0 ? 127 : Math.min(length, 125)));
        if (random.nextInt(4) == 0) {
            frame.writeBytes(bytes());
        }
        byte[] payload = new byte[length + (masked ? 4 : 0)];
        random.nextBytes(payload);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private String value() {
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(random.nextLong()) + random.nextLong();
            case 1 -> "1e" + random.nextInt(100_000) + (random.nextBoolean() ? "" : "0".repeat(20));
            case 2 -> "[" + string() + "]";
            case 3 -> "{" + string() + ":null}";
            case 4 -> "null";
            default -> string();
        };
    }

    private String string() {
        return '"' + any(TEXTS).replace("\\", "\\\\").replace("\"", "\\\"") + "\\u0000\"";
    }

    /** A malformed id: never an existing one, never empty. */
    private String brokenId() {
        return "x" + (random.nextBoolean() ? any(ids) : broken(any(ids))).replaceAll("[/?#\\s]|%2[fF]|\\.\\.", "_");
    }

    private String broken(String text) {
        StringBuilder broken = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(broken.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> broken.insert(at, any(TEXTS));
                case 1 -> broken.delete(at, Math.min(broken.length(), at + random.nextInt(5)));
                default -> broken.insert(at, (char) random.nextInt(0x300));
            }
        }
        return broken.toString();
    }

    private byte[] damaged(byte[] bytes) {
        byte[] damaged = Arrays.copyOf(bytes, Math.max(1, bytes.length - random.nextInt(3)));
        for (int i = random.nextInt(6); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
