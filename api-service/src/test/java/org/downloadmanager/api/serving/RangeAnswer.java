package org.downloadmanager.api.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.zip.CRC32;

import org.downloadmanager.api.serving.RangeRequests.RangeRequest;

/**
 * The parts of a response on which two servers must agree. Of errors, only status and Content-Range count.
 *
 * @param contentLength empty unless the response has the file or a part of it
 * @param bodyChecksum CRC-32
 */
public record RangeAnswer(int status, Optional<String> contentRange, Optional<String> contentLength,
        Optional<String> acceptRanges, boolean hasEntityTag, boolean hasLastModified, long bodyChecksum) {

    public static RangeAnswer of(int status, Optional<String> contentRange, Optional<String> contentLength,
            Optional<String> acceptRanges, boolean hasEntityTag, boolean hasLastModified, byte[] body) {
        boolean hasContent = status == 200 || status == 206;
        boolean isValidated = hasContent || status == 304;
        CRC32 checksum = new CRC32();
        checksum.update(hasContent ? body : new byte[0]);
        return new RangeAnswer(status, contentRange, contentLength.filter(length -> hasContent),
                acceptRanges.filter(unit -> hasContent), hasEntityTag && isValidated, hasLastModified && isValidated,
                checksum.getValue());
    }

    /** Sends the request to a server. */
    public static RangeAnswer from(HttpClient client, URI file, RangeRequest request, String... moreHeaders)
            throws IOException, InterruptedException {
        HttpRequest.Builder ask = HttpRequest.newBuilder(file).method(request.method(), BodyPublishers.noBody());
        request.headers().forEach(ask::header);
        if (moreHeaders.length > 0) {
            ask.headers(moreHeaders);
        }
        HttpResponse<byte[]> answer = client.send(ask.build(), BodyHandlers.ofByteArray());
        HttpHeaders headers = answer.headers();
        return of(answer.statusCode(), headers.firstValue("Content-Range"), headers.firstValue("Content-Length"),
                headers.firstValue("Accept-Ranges"), headers.firstValue("ETag").isPresent(),
                headers.firstValue("Last-Modified").isPresent(), answer.body());
    }
}
