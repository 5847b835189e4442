package org.downloadmanager.api.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.downloadmanager.build.BuildConfig;

/** The version and commit of this replica. */
@Path("/api/version")
@Produces(MediaType.APPLICATION_JSON)
public class VersionResource {

    private final BuildConfig build;

    VersionResource(BuildConfig build) {
        this.build = build;
    }

    @GET
    public VersionResponse version() {
        return new VersionResponse(build.version(), build.commit());
    }

    public record VersionResponse(String version, String commit) {}
}
