package org.downloadmanager.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Segment;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.servers.TestS3;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.sun.net.httpserver.HttpServer;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3FileStoreIT extends FileStoreContract {

    private static final int PART = 8 << 20;
    private static final int SMALLEST_PART = 5 << 20;

    private static FaultyBlobStore blobs;
    private static TestS3 server;

    private S3Bucket bucket;

    @BeforeAll
    static void start() {
        blobs = new FaultyBlobStore();
        server = TestS3.start(blobs);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void clearFaults() {
        blobs.faults.set(0);
        blobs.happened.set(0);
        blobs.parts.clear();
    }

    @Override
    FileStore emptyStore(long maximumSize) {
        bucket = bucket(server.config(server.newBucket()));
        return new S3FileStore(new TestStore(Optional.empty(), 0, maximumSize), bucket);
    }

    @Test
    void aFileUploadedInPartsIsUnchanged() throws Exception {
        // Given
        byte[] bytes = randomBytes(2 * PART + 1);
        Draft draft = begin(1);

        // When
        draft.output().write(bytes);
        StoredFile file = publish(draft);

        // Then
        assertThat(blobs.parts).containsExactly((long) PART, (long) PART, 1L);
        assertThat(file.location()).isEqualTo(attempt(1).segment());
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
        assertThat(file.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void aCheckpointListsUploadedPartsAndATail() throws Exception {
        // Given
        Draft draft = begin(7);
        draft.output().write(randomBytes(PART + 10));

        // When
        Checkpoint checkpoint = draft.checkpoint("token");

        // Then
        assertThat(checkpoint.segments()).containsExactly(new Segment("7", PART + 10));
        assertThat(bucket.parts(bucket.uploads(attempt(7).segment()).get(0))).hasSize(1);
        assertThat(bucket.list(attempt(7).tails())).containsExactly(new S3Bucket.Entry(attempt(7).tail(PART), 10));
    }

    @Test
    void theTailIsDeletedAfterItsPartIsUploaded() throws Exception {
        // Given
        Draft draft = begin(1);
        for (int i = 0; i < 20; i++) {
            draft.output().write(randomBytes(PART / 20 + 1));
            draft.checkpoint("token");
        }

        // When
        draft.output().write(randomBytes(PART));
        draft.checkpoint("token");

        // Then
        assertThat(bucket.list(attempt(1).tails())).hasSize(1);
    }

    @Test
    void frequentCheckpointsStoreEachByteABoundedNumberOfTimes() throws Exception {
        // Given
        int pieces = 128;
        Draft draft = begin(1);

        // When
        for (int i = 0; i < pieces; i++) {
            draft.output().write(randomBytes(1000));
            draft.checkpoint("token");
        }

        // Then
        long stored = bucket.list(attempt(1).tails()).stream().mapToLong(S3Bucket.Entry::length).sum();
        assertThat(stored).isLessThan(8 * pieces * 1000L);
    }

    @Test
    void anAttemptResumesFromPartsAndTail() throws Exception {
        // Given
        byte[] bytes = randomBytes(2 * PART);
        Draft first = begin(1);
        int done = 0;
        for (int length : List.of(PART, 1000, 3000, 500, 500, 500)) {
            first.output().write(bytes, done, length);
            first.checkpoint("token");
            done += length;
        }
        Checkpoint checkpoint = first.checkpoint("token");

        // When
        Draft second = resume(2, checkpoint);
        second.output().write(bytes, done, bytes.length - done);
        Checkpoint later = second.checkpoint("later");
        StoredFile file = publish(second);

        // Then
        assertThat(later.segments()).containsExactly(new Segment("1", PART), new Segment("2", PART));
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
        assertThat(file.sha256()).isEqualTo(sha256(bytes));
    }

    @Test
    void aCheckpointIsFoundAfterLaterPartsWereUploaded() throws Exception {
        // Given
        byte[] bytes = randomBytes(3 * PART);
        Draft first = begin(1);
        first.output().write(bytes, 0, PART + 1000);
        Checkpoint recorded = first.checkpoint("token");
        first.output().write(bytes, PART + 1000, PART);

        // When
        Draft second = resume(2, recorded);
        second.output().write(bytes, PART + 1000, bytes.length - PART - 1000);

        // Then
        assertThat(second.resumedFrom()).contains(recorded);
        assertThat(Arrays.equals(content(publish(second)), bytes)).isTrue();
    }

    @Test
    void aFirstPartBelowTheMinimumIsUploadedAgain() throws Exception {
        // Given
        byte[] bytes = randomBytes(PART + 1000);
        Draft first = begin(1);
        first.output().write(bytes, 0, 1000);
        Checkpoint recorded = first.checkpoint("token");
        first.output().write(bytes, 1000, PART);

        // When
        Draft second = resume(2, recorded);

        // Then
        assertThat(second.checkpoint("token").segments()).containsExactly(new Segment("2", 1000));
    }

    @Test
    void aCheckpointWithoutItsTailIsNotResumed() throws Exception {
        // Given
        Draft first = begin(1);
        first.output().write(randomBytes(PART + 10));
        Checkpoint checkpoint = first.checkpoint("token");
        bucket.delete(attempt(1).tail(PART));

        // When
        Draft second = resume(2, checkpoint);

        // Then
        assertThat(second.resumedFrom()).isEmpty();
    }

    @Test
    void aTakenOverAttemptCannotCompleteItsUpload() throws Exception {
        // Given
        Draft frozen = begin(1);
        frozen.output().write(randomBytes(PART + 10));
        Draft successor = resume(2, frozen.checkpoint("token"));

        // When, Then
        assertThatThrownBy(() -> publish(frozen)).isInstanceOf(IOException.class);
        assertThat(bucket.length(attempt(1).segment())).hasValue(PART);
        assertThat(bucket.uploads(S3Attempt.prefix(id))).isEmpty();
        assertThat(publish(successor).bytes()).isEqualTo(PART + 10);
    }

    @Test
    void anAttemptTakenOverDuringPublishingCannotCompleteItsUpload() throws Exception {
        // Given
        Draft frozen = begin(1);
        frozen.output().write(randomBytes(PART + 10));

        // When
        S3Takeover.of(bucket, id, frozen.checkpoint("token").segments());

        // Then
        assertThatThrownBy(() -> publish(frozen)).hasMessageContaining("Another attempt resumes");
    }

    @Test
    void aTakenOverAttemptPublishesNothing() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "small");

        // When
        begin(2);

        // Then
        assertThatThrownBy(() -> publish(frozen)).hasMessageContaining("A later attempt");
    }

    @Test
    void joinedPartsReachTheMinimumSize() throws Exception {
        // Given
        byte[] bytes = randomBytes(3 * SMALLEST_PART);
        Optional<Checkpoint> checkpoint = Optional.empty();
        int done = 0;
        int epoch = 1;
        for (int length : List.of(SMALLEST_PART - 1, 2, SMALLEST_PART / 2, PART, 17)) {
            Draft draft = store.draft(id, epoch, DEADLINE, checkpoint);
            draft.output().write(bytes, done, Math.min(length, bytes.length - done));
            checkpoint = Optional.of(draft.checkpoint("token"));
            done = Math.min(done + length, bytes.length);
            epoch++;
        }

        // When
        Draft last = resume(epoch, checkpoint.orElseThrow());
        last.output().write(bytes, done, bytes.length - done);
        StoredFile file = publish(last);

        // Then
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
    }

    @Test
    void aPartThatFailsHalfWayIsSentAgain() throws Exception {
        // Given
        byte[] bytes = randomBytes(2 * PART);
        Draft draft = begin(1);
        blobs.faults.set(1);

        // When
        draft.output().write(bytes);
        StoredFile file = publish(draft);

        // Then
        assertThat(blobs.happened).hasValue(1);
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
    }

    @Test
    void anAttemptAfterAFailedPartResumesFromTheCheckpoint() throws Exception {
        // Given
        byte[] bytes = randomBytes(2 * PART);
        Draft first = begin(1);
        first.output().write(bytes, 0, 1000);
        Checkpoint checkpoint = first.checkpoint("token");
        blobs.faults.set(Integer.MAX_VALUE);
        assertThatThrownBy(() -> first.output().write(bytes, 1000, bytes.length - 1000))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> first.checkpoint("lies")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> publish(first)).isInstanceOf(IOException.class);
        blobs.faults.set(0);

        // When
        Draft second = resume(2, checkpoint);
        second.output().write(bytes, 1000, bytes.length - 1000);
        StoredFile file = publish(second);

        // Then
        assertThat(blobs.happened).hasPositiveValue();
        assertThat(bucket.uploads(attempt(1).segment())).isEmpty();
        assertThat(Arrays.equals(content(file), bytes)).isTrue();
    }

    @Test
    void draftsResumeAfterAnOutageOfTheStore() throws Exception {
        // Given
        byte[] bytes = randomBytes(2 * PART);
        Draft draft = begin(1);
        draft.output().write(bytes, 0, PART);
        Checkpoint recorded = draft.checkpoint("recorded");
        StoredFile other = publish(store.draft(DownloadId.random(), 1, DEADLINE, Optional.empty()));
        server.stop();

        // When
        try {
            assertThatThrownBy(() -> draft.output().write(bytes, PART, PART)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.open(other)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.removeExpired(EXPIRY)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> begin(2)).isInstanceOf(IOException.class);
        } finally {
            server.startAgain();
        }
        Draft second = resume(3, recorded);
        second.output().write(bytes, PART, PART);

        // Then
        assertThat(Arrays.equals(content(publish(second)), bytes)).isTrue();
        assertThat(store.open(other)).isPresent();
    }

    @Test
    void aClosedIdleConnectionIsReplaced() throws Exception {
        // Given
        byte[] bytes = randomBytes(10);
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerOncePerConnection(server, bytes.length, connections));
            answers.setDaemon(true);
            answers.start();
            S3Bucket forgetful = bucket(TestS3.config(Optional.of("bucket"),
                    URI.create("http://127.0.0.1:" + server.getLocalPort())));

            // When
            forgetful.put("one", bytes, 0, bytes.length);
            forgetful.put("other", bytes, 0, bytes.length);
        }

        // Then
        assertThat(connections).hasValueGreaterThan(1);
    }

    /** Closes the connection at the second request. */
    private static void answerOncePerConnection(ServerSocket server, int length, AtomicInteger connections) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connections.incrementAndGet();
                InputStream in = connection.getInputStream();
                StringBuilder head = new StringBuilder();
                for (int next = in.read(); next >= 0; next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1) {
                    head.append((char) next);
                }
                if (head.indexOf("100-continue") > 0) {
                    connection.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes());
                }
                in.readNBytes(length);
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes());
                in.read();
            } catch (IOException gone) {
                // The test has ended too.
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "403, QuotaExceeded", "507, NoRoom" })
    void aFullStoreIsReported(int status, String code) throws Exception {
        // Given
        HttpServer full = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        full.createContext("/", request -> {
            request.getRequestBody().readAllBytes();
            byte[] answer = ("<Error><Code>" + code + "</Code></Error>").getBytes();
            request.sendResponseHeaders(status, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        full.start();
        URI endpoint = URI.create("http://127.0.0.1:" + full.getAddress().getPort());
        FileStore store = new S3FileStore(new TestStore(Optional.empty(), 0, LIMIT),
                bucket(TestS3.config(Optional.of("bucket"), endpoint)));

        // When, Then
        try {
            assertThatThrownBy(() -> store.draft(id, 1, DEADLINE, Optional.empty()))
                    .isInstanceOf(StorageFullException.class);
        } finally {
            full.stop(0);
        }
    }

    @Test
    void anAbandonedUploadExpires() throws Exception {
        // Given
        Draft draft = begin(1);
        draft.output().write(randomBytes(PART + 1));
        draft.checkpoint("token");
        draft.rendering().output().write(randomBytes(PART + 1));

        // When
        store.removeExpired(DEADLINE.minusSeconds(1));
        int before = bucket.uploads(S3Attempt.prefix(id)).size();
        store.removeExpired(DEADLINE);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(bucket.uploads("")).isEmpty();
        assertThat(bucket.list("")).isEmpty();
    }

    @Test
    void segmentsWrittenAfterTheEndExpire() throws Exception {
        // Given
        Draft frozen = begin(1);
        write(frozen, "kept,");
        Draft successor = resume(2, frozen.checkpoint("token"));
        publish(successor);
        successor.discard();

        // When
        frozen.output().write(randomBytes(PART + 10));
        frozen.checkpoint("late");
        store.removeExpired(EXPIRY);

        // Then
        assertThat(bucket.uploads("")).isEmpty();
        assertThat(bucket.list("")).isEmpty();
    }

    @Test
    void aDiscardedDraftLeavesNothingButTheFileAndTheExpiries() throws Exception {
        // Given
        Draft first = begin(1);
        first.output().write(randomBytes(PART + 10));
        Draft second = resume(2, first.checkpoint("token"));
        write(second, "second");
        StoredFile file = publish(second);

        // When
        second.discard();

        // Then
        assertThat(bucket.list(S3Attempt.prefix(id))).extracting(S3Bucket.Entry::key).containsExactly(file.location());
        assertThat(bucket.uploads("")).isEmpty();
        assertThat(bucket.list("expiries/")).hasSize(2);
    }

    @Test
    void aDiscardedDraftLeavesNoUploadOpen() throws Exception {
        // Given
        Draft draft = begin(1);
        draft.output().write(randomBytes(PART + 10));
        int before = bucket.uploads(attempt(1).segment()).size();

        // When
        draft.discard();

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(bucket.uploads(attempt(1).segment())).isEmpty();
    }

    @Test
    void anUnpublishedRenderingIsNotKept() throws Exception {
        // Given
        Draft draft = begin(1);
        draft.rendering().output().write(randomBytes(PART + 10));
        int before = bucket.uploads(attempt(1).rendition()).size();

        // When
        draft.close();

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(bucket.uploads(attempt(1).rendition())).isEmpty();
    }

    @Test
    void aPublishedFileOutlivesTheExpiryOfItsDraft() throws Exception {
        // Given
        StoredFile file = publish(begin(1));

        // When
        store.removeExpired(EXPIRY.minusSeconds(1));

        // Then
        assertThat(DEADLINE).isBefore(EXPIRY);
        assertThat(store.open(file)).isPresent();
    }

    @Test
    void presignedUrlsServeNameAndType() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "1,2");
        StoredFile file = draft.publish("größe.csv", "text/csv", 1, EXPIRY);

        // When
        HttpResponse<String> answer = get(address(file));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("1,2");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"gr__e.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv");
    }

    @Test
    void presignedUrlsUseThePublicEndpointAndExpire() throws Exception {
        // When
        URI address = address(publish(begin(1)));

        // Then
        assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
        assertThat(address.getHost()).isEqualTo("localhost");
        assertThat(address.getQuery()).contains("X-Amz-Expires=300");
    }

    @Test
    void aChangedPresignedUrlIsRejected() throws Exception {
        // Given
        StoredFile file = publish(begin(1));
        DownloadId other = DownloadId.random();
        publish(store.draft(other, 1, DEADLINE, Optional.empty()));

        // When
        URI changed = URI.create(address(file).toString().replace(id.value(), other.value()));

        // Then
        assertThat(get(changed).statusCode()).isEqualTo(403);
        assertThat(get(URI.create(address(file).toString().replaceAll("\\?.*", ""))).statusCode()).isEqualTo(403);
    }

    @Test
    void aFileOfAnotherLengthThanRecordedIsNotOffered() throws Exception {
        // Given
        Draft draft = begin(1);
        write(draft, "12345");
        StoredFile file = publish(draft);

        // When
        bucket.put(file.location(), new byte[4], 0, 4);

        // Then
        assertThat(store.open(file)).isEmpty();
    }

    @Test
    void aLargerLimitMeansLargerParts() {
        // Given
        long limit = 100L << 30;

        // When
        long part = new S3FileStore(new TestStore(Optional.empty(), 0, limit), bucket).partSize();

        // Then
        assertThat(10_000 * part).isGreaterThan(limit);
    }

    @Test
    void aSpoolShorterThanRecordedIsRefused() throws Exception {
        // Given
        bucket.put("some", randomBytes(10), 0, 9);

        // When, Then
        try (InputStream material = new S3SegmentInputStream(bucket, List.of(new S3Bucket.Entry("some", 10)))) {
            assertThatThrownBy(material::readAllBytes).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aBucketMustBeNamed() {
        // Given
        S3Config nowhere = TestS3.config(Optional.empty(), server.endpoint());

        // When, Then
        assertThatThrownBy(() -> bucket(nowhere)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("downloads.files.s3.bucket");
    }

    private S3Attempt attempt(long epoch) {
        return new S3Attempt(id, epoch);
    }

    private URI address(StoredFile file) throws IOException {
        return ((FileContent.Remote) store.open(file).orElseThrow()).address();
    }

    private static S3Bucket bucket(S3Config config) {
        return new S3Bucket(config, StaticCredentialsProvider
                .create(AwsBasicCredentials.create(TestS3.ACCESS_KEY, TestS3.SECRET_KEY)));
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
}
