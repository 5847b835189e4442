package org.downloadmanager.api.rest;

import java.io.IOException;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.downloadmanager.api.downloads.DownloadService;
import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.identity.LinkSignature;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.api.serving.FileResponseBuilder;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;

/** Serves finished files to their owners and to bearers of a signed link. */
// Not the path of the class: that would take all that is posted below it from the page.
@Path("/")
public class FileResource {

    private final DownloadService service;
    private final FileStore files;
    private final LinkSignature links;
    private final CurrentOwner owner;

    FileResource(DownloadService service, FileStore files, LinkSignature links, CurrentOwner owner) {
        this.service = service;
        this.files = files;
        this.links = links;
        this.owner = owner;
    }

    @GET
    @Path("downloads/{id}/{name}")
    public Response get(UriInfo uri, DownloadId id, String name, HttpHeaders headers) throws IOException {
        return answer(HttpMethod.GET, find(uri, id), name, headers);
    }

    @HEAD
    @Path("downloads/{id}/{name}")
    public Response head(UriInfo uri, DownloadId id, String name, HttpHeaders headers) throws IOException {
        return answer(HttpMethod.HEAD, find(uri, id), name, headers);
    }

    private Download find(UriInfo uri, DownloadId id) {
        boolean isSigned = uri.getQueryParameters().containsKey(LinkSignature.SIGNATURE);
        return (isSigned ? linked(uri, id) : service.find(owner.get(), id))
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
    }

    /** A valid signature replaces the check of the owner. */
    private Optional<Download> linked(UriInfo uri, DownloadId id) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return switch (links.check(uri.getPath(), query.getFirst(LinkSignature.EXPIRES),
                query.getFirst(LinkSignature.SIGNATURE))) {
            case GOOD -> service.find(id);
            case EXPIRED -> throw new ProblemException(Problem.LINK_EXPIRED);
            case FORGED -> Optional.empty();
        };
    }

    private Response answer(String method, Download download, String name, HttpHeaders headers) throws IOException {
        StoredFile file = download.file().filter(stored -> stored.name().equals(name))
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
        FileContent content = files.open(file).orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
        Response answer = new FileResponseBuilder(file, download.updatedAt(), headers::getHeaderString).to(method,
                content);
        return answer.getStatus() < 400 ? answer : Problem.of(answer.getStatus()).explaining(answer);
    }
}
