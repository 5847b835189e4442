package org.downloadmanager.files;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The bucket of an S3-compatible store. Credentials come from the default places of the AWS SDK: environment, files, or the
 * container or machine.
 */
@ConfigMapping(prefix = "downloads.files.s3")
public interface S3Config {

    /** The bucket; it must exist and hold nothing else. */
    Optional<String> bucket();

    @WithDefault("us-east-1")
    String region();

    /** Where the services reach the store; by default the endpoint of Amazon in the region. */
    Optional<URI> endpoint();

    /** Where browsers reach the store; by default the same endpoint. */
    Optional<URI> publicEndpoint();

    /** How long a presigned URL works. A transfer that began before its expiry continues. */
    @WithDefault("5m")
    Duration linkLifetime();
}
