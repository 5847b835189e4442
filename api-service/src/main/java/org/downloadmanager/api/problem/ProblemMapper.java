package org.downloadmanager.api.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.files.FileStoreUnavailableException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkus.logging.Log;

/** Turns exceptions into problem documents, without internal details. */
class ProblemMapper {

    @ServerExceptionMapper
    Response refused(ProblemException e) {
        Log.debugf("Refused: %s", e.getMessage());
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailableException e) {
        Log.warnf("Unavailable: %s", e.getMessage());
        return Problem.UNAVAILABLE.response();
    }

    @ServerExceptionMapper
    Response unavailable(FileStoreUnavailableException e) {
        Log.warnf("Unavailable: %s", e.getMessage());
        return Problem.UNAVAILABLE.response();
    }

    /** Requests that the framework refuses: unknown paths, methods, media types. */
    @ServerExceptionMapper
    Response refusedByFramework(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(e);
        }
        Log.debugf("Refused: %s", e.getMessage());
        if (status < 400) {
            return e.getResponse();
        }
        return Problem.of(status).response();
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        Log.error("Request failed", e);
        return new Problem(500, "internal-error", "Internal error").response();
    }
}
