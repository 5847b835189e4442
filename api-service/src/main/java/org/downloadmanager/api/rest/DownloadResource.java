package org.downloadmanager.api.rest;

import java.net.URI;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.requests.DownloadRequests;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Submission;

import io.vertx.core.http.HttpServerRequest;

/** Downloads, for programs. */
@Path("/api/downloads")
@Produces(MediaType.APPLICATION_JSON)
public class DownloadResource {

    private final DownloadRequests requests;
    private final RequestParser parser;
    private final DownloadResponses responses;
    private final CurrentOwner owner;

    DownloadResource(DownloadRequests requests, RequestParser parser, DownloadResponses responses, CurrentOwner owner) {
        this.requests = requests;
        this.parser = parser;
        this.responses = responses;
        this.owner = owner;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response request(HttpServerRequest http, String body) {
        FileRequest request = parser.parse(body == null ? "" : body);
        // A @HeaderParam that is there and empty would look like none.
        String key = http.getHeader("Idempotency-Key");
        return answer(requests.request(owner.get(), request, RequestParser.key(key, request)));
    }

    @GET
    public List<DownloadResponse> mine() {
        return requests.list(owner.get()).stream().map(responses::of).toList();
    }

    @GET
    @Path("/{id}")
    public DownloadResponse one(String id) {
        return responses.of(find(id));
    }

    /** Cancels the download if it has not ended, else removes it and its file. */
    @DELETE
    @Path("/{id}")
    public Response giveUp(String id) {
        Download found = find(id);
        if (requests.discard(found)) {
            return Response.noContent().build();
        }
        return requests.cancel(owner.get(), found.id())
                .map(responses::of)
                .map(cancelled -> Response.ok(cancelled).build())
                .orElseThrow(() -> new RefusedException(Problem.NOT_FOUND));
    }

    private Download find(String id) {
        return DownloadId.parse(id)
                .flatMap(parsed -> requests.find(owner.get(), parsed))
                .orElseThrow(() -> new RefusedException(Problem.NOT_FOUND));
    }

    private Response answer(Submission submission) {
        if (submission instanceof Submission.Accepted accepted) {
            return accepted(accepted.download());
        }
        if (submission instanceof Submission.Repeated repeated) {
            return accepted(repeated.download());
        }
        return refusal(submission, responses).response();
    }

    /** Why nothing was accepted. */
    public static Problem refusal(Submission submission, DownloadResponses responses) {
        if (submission instanceof Submission.LimitReached reached) {
            return new Problem(409, "already-running", "You have as many downloads under way as you may have")
                    .with("downloads", reached.active().stream().map(responses::of).toList());
        }
        if (submission instanceof Submission.KeyReused) {
            return new Problem(422, "idempotency-key-reused", "This Idempotency-Key was used for another request");
        }
        return new Problem(429, "queue-full", "More is asked for than can be made at present; try again soon");
    }

    private Response accepted(Download download) {
        return Response.accepted(responses.of(download))
                .header(HttpHeaders.LOCATION, URI.create("/api/downloads/" + download.id()))
                .build();
    }
}
