package org.downloadmanager.api.rest;

import jakarta.ws.rs.container.ContainerRequestContext;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.LogContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Adds the download id of a request to the lines that are logged during the request. */
class DownloadMdcFilter {

    @ServerRequestFilter
    void note(ContainerRequestContext request) {
        String id = request.getUriInfo().getPathParameters().getFirst("id");
        if (id != null) {
            DownloadId.parse(id).ifPresent(LogContext::enter);
        }
    }
}
