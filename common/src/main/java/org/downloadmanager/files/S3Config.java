package org.downloadmanager.files;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The bucket of an S3-compatible store. Who may use it is not said here, but where the AWS tools look for it: environment,
 * files, or what a container or machine was given.
 */
@ConfigMapping(prefix = "downloads.files.s3")
public interface S3Config {

    /** It must be there, and keep nothing else. */
    Optional<String> bucket();

    @WithDefault("us-east-1")
    String region();

    /** Where the services find the store; the one of Amazon in the region when it is not given. */
    Optional<URI> endpoint();

    /** Where browsers find it; the same when it is not given. */
    Optional<URI> publicEndpoint();

    /** How long an address works that a browser is sent to. A file that is on its way by then arrives. */
    @WithDefault("5m")
    Duration linkLifetime();
}
