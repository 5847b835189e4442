package org.downloadmanager.api.serving;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;

import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.ContentDisposition;
import org.downloadmanager.files.FileContent;
import org.jboss.resteasy.reactive.PathPart;

/**
 * Builds the response to a GET or HEAD of a finished file. The bytes go from the disk to the socket without passing through
 * here.
 */
public final class FileResponseBuilder {

    private final StoredFile file;
    private final Validators validators;
    private final UnaryOperator<String> headers;

    /**
     * @param lastModified when the download became ready
     * @param headers of the request by name; null for a missing one
     */
    public FileResponseBuilder(StoredFile file, Instant lastModified, UnaryOperator<String> headers) {
        this.file = file;
        this.validators = Validators.of(file.sha256(), lastModified);
        this.headers = headers;
    }

    /** The file or a part of it (200, 206), no body (304, 412, 416), or a redirect to the object store (302). */
    public Response to(String method, FileContent content) {
        boolean bodyless = method.equals(HttpMethod.HEAD);
        return content.fold(
                local -> fromDisk(local, bodyless),
                // A presigned URL is valid for GET only.
                remote -> bodyless ? describedElsewhere() : redirect(remote));
    }

    private static Response redirect(FileContent.Remote remote) {
        return Response.status(Status.FOUND).location(remote.address())
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private Response fromDisk(FileContent.Local local, boolean bodyless) {
        RangeSelection selection = RangeSelection.of(headers, validators, file.bytes());
        return switch (selection.status()) {
            case OK -> content(local, selection, bodyless)
                    .header("Accept-Ranges", "bytes").build();
            case PARTIAL_CONTENT -> content(local, selection, bodyless)
                    .header("Content-Range", selection.range().of(file.bytes())).build();
            case NOT_MODIFIED -> validated(Response.notModified()).build();
            case REQUESTED_RANGE_NOT_SATISFIABLE -> Response.status(selection.status())
                    .header("Content-Range", "bytes */" + file.bytes()).build();
            default -> Response.status(selection.status()).build();
        };
    }

    private ResponseBuilder content(FileContent.Local local, RangeSelection selection, boolean bodyless) {
        ByteRange range = selection.range();
        ResponseBuilder answer = validated(described(Response.status(selection.status())));
        return bodyless
                ? answer.header(HttpHeaders.CONTENT_LENGTH, range.length())
                : answer.entity(new PathPart(local.path(), range.first(), range.length()));
    }

    /** The object store has validators of its own. */
    private Response describedElsewhere() {
        return described(Response.ok())
                .header(HttpHeaders.CONTENT_LENGTH, file.bytes())
                .header("Accept-Ranges", "bytes").build();
    }

    private ResponseBuilder described(ResponseBuilder answer) {
        return answer.header(HttpHeaders.CONTENT_TYPE, file.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(file.name()))
                .header("Repr-Digest", "sha-256=:"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(file.sha256())) + ":");
    }

    private ResponseBuilder validated(ResponseBuilder answer) {
        return answer.header(HttpHeaders.ETAG, validators.entityTag())
                .header(HttpHeaders.LAST_MODIFIED, HttpDate.format(validators.lastModified()))
                // Private to its owner, and revalidated before each use, which costs a 304.
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }
}
