package org.downloadmanager.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The requests to an object store. A missing object is an empty answer; every other failure is an exception. */
final class S3Bucket {

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    /** Joining takes a store the longest. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** The error codes of a full store; status 507 means the same. */
    private static final Set<String> FULL = Set.of("QuotaExceeded", "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded");

    private final String name;
    private final S3Client client;
    private final S3Presigner presigner;
    private final Duration linkLifetime;

    /** An upload that is neither complete nor aborted. */
    record Upload(String key, String id) {}

    record Part(int number, String tag, long length) {}

    record Entry(String key, long length) {}

    S3Bucket(S3Config config) {
        this(config, DefaultCredentialsProvider.builder().build());
    }

    S3Bucket(S3Config config, AwsCredentialsProvider credentials) {
        name = config.bucket().orElseThrow(() -> new IllegalArgumentException("downloads.files.s3.bucket is not set"));
        linkLifetime = config.linkLifetime();
        Region region = Region.of(config.region());
        // Few stores other than Amazon's have a host name for each bucket.
        boolean byPath = config.endpoint().isPresent();
        client = S3Client.builder()
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().connectionTimeout(CONNECTING).socketTimeout(SILENCE))
                .region(region)
                .endpointOverride(config.endpoint().orElse(null))
                .forcePathStyle(byPath)
                .credentialsProvider(credentials)
                // A client that waits for 100 Continue can find the connection closed at a point where the SDK does not
                // retry.
                .serviceConfiguration(S3Configuration.builder().expectContinueEnabled(false).build())
                // Many stores reject the checksums that the client would add.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
        presigner = S3Presigner.builder()
                .region(region)
                .endpointOverride(config.publicEndpoint().or(config::endpoint).orElse(null))
                .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(byPath).build())
                .credentialsProvider(credentials)
                .build();
    }

    void put(String key, byte[] bytes, int offset, int length) throws IOException {
        call(() -> client.putObject(request -> request.bucket(name).key(key), body(bytes, offset, length)));
    }

    /** An empty object whose key is the information. */
    void mark(String key) throws IOException {
        put(key, new byte[0], 0, 0);
    }

    /** Empty when there is no such object; shorter when the object ends before the requested length. */
    Optional<byte[]> get(String key, long from, int length) throws IOException {
        return find(() -> client.getObjectAsBytes(request -> request.bucket(name).key(key)
                .range("bytes=" + from + '-' + (from + length - 1))).asByteArrayUnsafe());
    }

    OptionalLong length(String key) throws IOException {
        return find(() -> client.headObject(request -> request.bucket(name).key(key)).contentLength())
                .map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    void delete(String key) throws IOException {
        call(() -> client.deleteObject(request -> request.bucket(name).key(key)));
    }

    /** Sorted by key; requests more pages as the list is read. */
    <T> T list(String prefix, ListReader<T> reader) throws IOException {
        try {
            return reader.read(client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix))
                    .contents().stream().map(S3Bucket::entry));
        } catch (SdkException | UncheckedIOException e) {
            throw failure(e);
        }
    }

    List<Entry> list(String prefix) throws IOException {
        return list(prefix, Stream::toList);
    }

    interface ListReader<T> {
        T read(Stream<Entry> entries) throws IOException;
    }

    Upload begin(String key) throws IOException {
        return call(() -> new Upload(key,
                client.createMultipartUpload(request -> request.bucket(name).key(key)).uploadId()));
    }

    Part upload(Upload to, int number, byte[] bytes, int length) throws IOException {
        String tag = call(() -> client.uploadPart(
                request -> request.bucket(name).key(to.key()).uploadId(to.id()).partNumber(number),
                body(bytes, 0, length)).eTag());
        return new Part(number, tag, length);
    }

    /** The store copies the bytes itself. */
    Part copy(Upload to, int number, String source, long from, long length) throws IOException {
        String tag = call(() -> client.uploadPartCopy(request -> request
                .sourceBucket(name).sourceKey(source).copySourceRange("bytes=" + from + '-' + (from + length - 1))
                .destinationBucket(name).destinationKey(to.key()).uploadId(to.id()).partNumber(number))
                .copyPartResult().eTag());
        return new Part(number, tag, length);
    }

    /** Completes the object from exactly these parts; false when the upload has ended. */
    boolean complete(Upload upload, List<Part> parts) throws IOException {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.tag()).build()).toList();
        return find(() -> client.completeMultipartUpload(request -> request.bucket(name).key(upload.key())
                .uploadId(upload.id()).multipartUpload(whole -> whole.parts(completed)))).isPresent();
    }

    void abort(Upload upload) throws IOException {
        find(() -> client.abortMultipartUpload(
                request -> request.bucket(name).key(upload.key()).uploadId(upload.id())));
    }

    List<Upload> uploads(String prefix) throws IOException {
        return call(() -> client.listMultipartUploadsPaginator(request -> request.bucket(name).prefix(prefix))
                .uploads().stream().map(upload -> new Upload(upload.key(), upload.uploadId())).toList());
    }

    /** Sorted by number; empty when the upload has ended. */
    List<Part> parts(Upload upload) throws IOException {
        return find(() -> client
                .listPartsPaginator(request -> request.bucket(name).key(upload.key()).uploadId(upload.id()))
                .parts().stream().map(part -> new Part(part.partNumber(), part.eTag(), part.size())).toList())
                .orElse(List.of());
    }

    /** A presigned URL that serves the object under that name. */
    URI address(String key, String contentType, String disposition) {
        GetObjectRequest object = GetObjectRequest.builder().bucket(name).key(key)
                .responseContentType(contentType).responseContentDisposition(disposition).build();
        return URI.create(presigner
                .presignGetObject(request -> request.signatureDuration(linkLifetime).getObjectRequest(object))
                .url().toString());
    }

    private static Entry entry(S3Object object) {
        return new Entry(object.key(), object.size());
    }

    /** Read again for each retry, without a copy. */
    private static RequestBody body(byte[] bytes, int offset, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, offset, length), length,
                "application/octet-stream");
    }

    private static <T> Optional<T> find(Supplier<T> request) throws IOException {
        try {
            return Optional.of(request.get());
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw failure(e);
        } catch (SdkException | UncheckedIOException e) {
            throw failure(e);
        }
    }

    private static <T> T call(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException | UncheckedIOException e) {
            throw failure(e);
        }
    }

    private static IOException failure(RuntimeException e) {
        if (!(e instanceof AwsServiceException answer)) {
            return new FileStoreUnavailableException("The object store did not answer: " + e.getMessage(), e);
        }
        if (isFull(answer)) {
            return (IOException) new StorageFullException("The object store is full").initCause(e);
        }
        return answer.statusCode() >= 500 || answer.isThrottlingException()
                ? new FileStoreUnavailableException("The object store is unavailable: " + e.getMessage(), e)
                : new IOException("The object store failed: " + e.getMessage(), e);
    }

    private static boolean isFull(AwsServiceException answer) {
        return answer.statusCode() == 507
                || answer.awsErrorDetails() != null
                        && FULL.contains(String.valueOf(answer.awsErrorDetails().errorCode()));
    }
}
