package org.downloadmanager.peers.jobrunr;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

import org.jobrunr.scheduling.JobRequestScheduler;

import io.smallrye.common.annotation.Blocking;

/** The REST resource of the peer. */
@Path("/")
@Blocking
public class DownloadResource {

    private final Downloads downloads;
    private final JobRequestScheduler jobs;
    private final Identity identity;
    private final PeerConfig config;

    DownloadResource(Downloads downloads, JobRequestScheduler jobs, Identity identity, PeerConfig config) {
        this.identity = identity;
        this.downloads = downloads;
        this.jobs = jobs;
        this.config = config;
    }

    public record Order(String export, Map<String, Long> parameters) {

        long parameter(String name, long otherwise) {
            return parameters == null ? otherwise : parameters.getOrDefault(name, otherwise);
        }
    }

    @GET
    @Path("api/downloads")
    public Response list(@CookieParam(Identity.COOKIE) String cookie) throws SQLException {
        Optional<UUID> owner = identity.owner(cookie);
        if (owner.isEmpty()) {
            return Response.ok("[]").cookie(new NewCookie.Builder(Identity.COOKIE)
                    .value(identity.cookie(UUID.randomUUID())).path("/").httpOnly(true).build()).build();
        }
        return Response.ok(downloads.of(owner.get()).stream().map(Download::message).toList()).build();
    }

    @POST
    @Path("api/downloads")
    public Response request(@CookieParam(Identity.COOKIE) String cookie, Order order) throws SQLException {
        UUID owner = identity.owner(cookie).orElseThrow(ForbiddenException::new);
        UUID id = UUID.randomUUID();
        switch (order.export()) {
            case FileMaker.TINY -> downloads.insert(id, owner, FileMaker.TINY, FileMaker.TINY_ROWS, 0);
            case FileMaker.SIMULATED -> downloads.insert(id, owner, FileMaker.SIMULATED, order.parameter("rows", 100),
                    order.parameter("duration", 0));
            default -> throw new BadRequestException("no such export");
        }
        jobs.enqueue(id, new MakeFile(id));
        return Response.accepted(Map.of("id", id)).build();
    }

    @GET
    @Path("downloads/{id}/{name}")
    public Response file(@CookieParam(Identity.COOKIE) String cookie, UUID id) throws SQLException {
        UUID owner = identity.owner(cookie).orElseThrow(NotFoundException::new);
        Download ready = downloads.find(id, owner).filter(download -> download.state() == Download.State.READY)
                .orElseThrow(NotFoundException::new);
        return Response.ok(FileMaker.file(config.files(), ready).toFile(), "text/csv").header("Content-Disposition",
                "attachment; filename=\"" + ready.fileName() + "\"").build();
    }
}
