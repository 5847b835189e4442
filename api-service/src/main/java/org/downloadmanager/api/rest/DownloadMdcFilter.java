package org.downloadmanager.api.rest;

import jakarta.ws.rs.container.ContainerRequestContext;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.LogContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** What is logged while a request about a download is answered says which; it is forgotten with the request. */
class DownloadMdcFilter {

    @ServerRequestFilter
    void note(ContainerRequestContext request) {
        String id = request.getUriInfo().getPathParameters().getFirst("id");
        if (id != null) {
            DownloadId.parse(id).ifPresent(LogContext::enter);
        }
    }
}
