package org.downloadmanager.servers;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.downloadmanager.files.S3Config;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server for a test class. It keeps everything in memory and checks signatures. */
public final class TestS3 implements AutoCloseable {

    public static final String ACCESS_KEY = "tests";
    public static final String SECRET_KEY = UUID.randomUUID().toString();

    private final BlobStore store;
    private S3Proxy proxy;
    private int port;

    private TestS3(BlobStore store) {
        this.store = store;
    }

    public static TestS3 start() {
        return start(new TransientNio2BlobStore());
    }

    /** @param store where the server keeps its objects */
    public static TestS3 start(BlobStore store) {
        TestS3 server = new TestS3(store);
        server.listen();
        return server;
    }

    /** The name of a new, empty bucket. */
    public String newBucket() {
        String bucket = "bucket-" + UUID.randomUUID();
        store.createContainer(bucket);
        return bucket;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Services reach the bucket by address, browsers by name. */
    public S3Config config(String bucket) {
        return config(Optional.of(bucket), endpoint());
    }

    public static S3Config config(Optional<String> bucket, URI endpoint) {
        return new Config(bucket, "us-east-1", Optional.of(endpoint),
                Optional.of(URI.create("http://localhost:" + endpoint.getPort())), Duration.ofMinutes(5));
    }

    /** Stops listening and keeps everything stored. */
    public void stop() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The S3 server did not stop", e);
        }
    }

    /** Listens on the same port again. */
    public void startAgain() {
        listen();
    }

    @Override
    public void close() {
        stop();
    }

    private void listen() {
        proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .blobStore(store)
                .stopTimeout(0)
                .build();
        try {
            proxy.start();
            port = proxy.getPort();
        } catch (Exception e) {
            throw new IllegalStateException("The S3 server did not start", e);
        }
    }

    private record Config(Optional<String> bucket, String region, Optional<URI> endpoint, Optional<URI> publicEndpoint,
            Duration linkLifetime) implements S3Config {}
}
