package org.downloadmanager.api.rest;

import java.io.IOException;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.api.files.FileAnswer;
import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.requests.DownloadRequests;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;

/** Finished files, for their owners. */
// Not the path of the class: that would take all that is posted below it from the page.
@Path("/")
public class FileResource {

    private final DownloadRequests requests;
    private final FileStore files;
    private final CurrentOwner owner;

    FileResource(DownloadRequests requests, FileStore files, CurrentOwner owner) {
        this.requests = requests;
        this.files = files;
        this.owner = owner;
    }

    @GET
    @Path("downloads/{id}/{name}")
    public Response get(String id, String name, HttpHeaders headers) throws IOException {
        return answer(HttpMethod.GET, id, name, headers);
    }

    @HEAD
    @Path("downloads/{id}/{name}")
    public Response head(String id, String name, HttpHeaders headers) throws IOException {
        return answer(HttpMethod.HEAD, id, name, headers);
    }

    private Response answer(String method, String id, String name, HttpHeaders headers) throws IOException {
        Download download = DownloadId.parse(id)
                .flatMap(parsed -> requests.find(owner.get(), parsed))
                .orElseThrow(() -> new RefusedException(Problem.NOT_FOUND));
        StoredFile file = download.file().filter(stored -> stored.name().equals(name))
                .orElseThrow(() -> new RefusedException(Problem.NOT_FOUND));
        FileContent content = files.open(file).orElseThrow(() -> new RefusedException(Problem.NOT_FOUND));
        Response answer = new FileAnswer(file, download.updatedAt(), headers::getHeaderString).to(method, content);
        return answer.getStatus() < 400 ? answer : Problem.of(answer.getStatus()).explaining(answer);
    }
}
