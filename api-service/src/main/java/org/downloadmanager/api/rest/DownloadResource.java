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
import jakarta.ws.rs.core.UriInfo;

import org.downloadmanager.api.downloads.DownloadService;
import org.downloadmanager.api.downloads.RequestParser;
import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.api.serving.EntityTags;
import org.downloadmanager.api.view.DownloadResponse;
import org.downloadmanager.api.view.DownloadResponses;
import org.downloadmanager.api.view.FileLinks;
import org.downloadmanager.api.view.LinkResponse;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Submission;

import io.vertx.core.http.HttpServerRequest;

/** The REST resource of downloads. */
@Path("/api/downloads")
@Produces(MediaType.APPLICATION_JSON)
public class DownloadResource {

    private static final Problem LIMIT_REACHED = new Problem(409, "already-running", "Active download limit reached");

    private final DownloadService service;
    private final RequestParser parser;
    private final DownloadResponses responses;
    private final FileLinks links;
    private final RetryAfterPolicy retryAfter;
    private final CurrentOwner owner;

    DownloadResource(DownloadService service, RequestParser parser, DownloadResponses responses, FileLinks links,
            RetryAfterPolicy retryAfter, CurrentOwner owner) {
        this.service = service;
        this.parser = parser;
        this.responses = responses;
        this.links = links;
        this.retryAfter = retryAfter;
        this.owner = owner;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response request(HttpServerRequest http, String body) {
        FileRequest request = parser.parse(body == null ? "" : body);
        // JAX-RS does not distinguish an empty header from a missing one.
        String key = http.getHeader("Idempotency-Key");
        return answer(service.request(owner.get(), request, parser.key(key, request)));
    }

    @GET
    public Response mine(UriInfo uri, HttpHeaders headers) {
        PageRequest request = PageRequest.of(uri.getQueryParameters());
        DownloadPage page = service.page(owner.get(), request.from(), request.limit());
        List<DownloadResponse> shown = responses.withPositions(page.downloads());
        Response.ResponseBuilder answer = unlessKnown(headers, EntityTag.of(shown, page.next()), shown);
        page.next().ifPresent(next -> answer.header(HttpHeaders.LINK, request.next(next)));
        return answer.build();
    }

    /** Cancels active downloads, and removes all downloads. */
    @DELETE
    public Response giveUpAll() {
        service.discardAll(owner.get());
        return Response.noContent().build();
    }

    @GET
    @Path("/{id}")
    public Response one(DownloadId id, HttpHeaders headers) {
        Download download = find(id);
        DownloadResponse shown = responses.withPositions(List.of(download)).get(0);
        return polled(download, unlessKnown(headers, EntityTag.of(shown), shown));
    }

    /** Creates a link that admits every bearer to the file for a limited time. */
    @POST
    @Path("/{id}/link")
    public LinkResponse link(DownloadId id) {
        return links.to(find(id)).orElseThrow(() -> new ProblemException(Problem.NO_FILE));
    }

    /** Cancels the download if it has not ended, else removes it and its file. */
    @DELETE
    @Path("/{id}")
    public Response giveUp(DownloadId id) {
        Download found = find(id);
        if (service.discard(found)) {
            return Response.noContent().build();
        }
        return service.cancel(owner.get(), found.id())
                .map(responses::of)
                .map(cancelled -> Response.ok(cancelled).build())
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
    }

    private Download find(DownloadId id) {
        return service.find(owner.get(), id).orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
    }

    private Response answer(Submission submission) {
        return submission.fold(
                accepted -> accepted(accepted.download()),
                repeated -> accepted(repeated.download()),
                keyReused -> Problem.KEY_REUSED.response(),
                limitReached -> LIMIT_REACHED
                        .with("downloads", limitReached.active().stream().map(responses::of).toList()).response(),
                queueFull -> Problem.QUEUE_FULL.response());
    }

    private Response accepted(Download download) {
        return polled(download, Response.accepted(responses.of(download))
                .header(HttpHeaders.LOCATION, URI.create("/api/downloads/" + download.id())));
    }

    /** Tells a polling client when to poll again. */
    private Response polled(Download download, Response.ResponseBuilder answer) {
        retryAfter.untilNextLook(download).ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        return answer.build();
    }

    private static Response.ResponseBuilder unlessKnown(HttpHeaders request, String entityTag,
            Object answer) {
        boolean isKnown = EntityTags.matchesWeakly(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), entityTag);
        return (isKnown ? Response.notModified() : Response.ok(answer)).header(HttpHeaders.ETAG, entityTag);
    }
}
