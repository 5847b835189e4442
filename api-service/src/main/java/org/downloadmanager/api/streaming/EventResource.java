package org.downloadmanager.api.streaming;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;

import org.downloadmanager.api.downloads.DownloadService;
import org.downloadmanager.api.http.ClientAddress;
import org.downloadmanager.api.http.ConnectionLimiter;
import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.jboss.resteasy.reactive.ResponseHeader;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;

/** One download as server-sent events, for programs that prefer a stream to polling. */
@Path("/api/downloads/{id}/events")
public class EventResource {

    private final DownloadService service;
    private final EventStreams streams;
    private final ConnectionLimiter limiter;
    private final CurrentOwner owner;

    EventResource(DownloadService service, EventStreams streams, ConnectionLimiter limiter, CurrentOwner owner) {
        this.service = service;
        this.streams = streams;
        this.limiter = limiter;
        this.owner = owner;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    // nginx would otherwise buffer the events.
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(DownloadId id, @HeaderParam("Last-Event-ID") String lastEventId,
            HttpServerRequest http) {
        Download download = service.find(owner.get(), id)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
        long seen = version(lastEventId);
        if (download.isEnded() && download.version() <= seen) {
            // The only status after which a browser does not reconnect.
            throw new WebApplicationException(Response.noContent().build());
        }
        String address = ClientAddress.of(http);
        if (!limiter.hasCapacity(download.owner(), address)) {
            throw new ProblemException(Problem.TOO_MANY_STREAMS);
        }
        Multi<OutboundSseEvent> events = Multi.createFrom().emitter(reader -> {
            EventStream stream = new EventStream(reader, () -> http.response().reset());
            limiter.tryAcquire(download.owner(), address).ifPresentOrElse(
                    permit -> streams.show(download, seen, stream, permit::release),
                    // Other streams were opened since the check.
                    stream::end);
        });
        // It starts with a read of the store, which would block an event loop.
        return events.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** An id that this service never sent counts as none. */
    private static long version(String lastEventId) {
        return lastEventId != null && lastEventId.matches("[0-9]{1,18}") ? Long.parseLong(lastEventId) : 0;
    }
}
