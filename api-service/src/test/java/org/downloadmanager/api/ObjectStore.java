package org.downloadmanager.api;

import java.net.URI;
import java.util.Map;

import org.downloadmanager.servers.TestS3;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** An S3 server in which a replica finds its files. */
public final class ObjectStore implements QuarkusTestResourceLifecycleManager {

    /** Where the client looks for them first. */
    private static final Map<String, String> CREDENTIALS = Map.of(
            "aws.accessKeyId", TestS3.ACCESS_KEY, "aws.secretAccessKey", TestS3.SECRET_KEY);

    private TestS3 server;

    @Override
    public Map<String, String> start() {
        server = TestS3.start();
        CREDENTIALS.forEach(System::setProperty);
        URI endpoint = server.endpoint();
        return Map.of(
                "downloads.files.store", "s3",
                "downloads.files.s3.bucket", server.newBucket(),
                "downloads.files.s3.endpoint", endpoint.toString(),
                "downloads.files.s3.public-endpoint", "http://localhost:" + endpoint.getPort());
    }

    @Override
    public void stop() {
        CREDENTIALS.keySet().forEach(System::clearProperty);
        server.close();
    }
}
