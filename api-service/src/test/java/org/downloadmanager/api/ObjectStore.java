package org.downloadmanager.api;

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

import org.downloadmanager.servers.TestS3;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * An S3 server with the files of a replica. A test that has a field of the type {@code Consumer<Boolean>} can stop the server
 * with {@code false} and start it again with {@code true}.
 */
public final class ObjectStore implements QuarkusTestResourceLifecycleManager {

    /** The client looks for credentials in system properties first. */
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
    public void inject(TestInjector tests) {
        Consumer<Boolean> reachable = isReachable -> {
            if (isReachable) {
                server.startAgain();
            } else {
                server.stop();
            }
        };
        // A type of the JDK, because tests are loaded by another class loader.
        tests.injectIntoFields(reachable, new TestInjector.MatchesType(Consumer.class));
    }

    @Override
    public void stop() {
        CREDENTIALS.keySet().forEach(System::clearProperty);
        server.close();
    }
}
