package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.SoftAssertions;
import org.downloadmanager.api.serving.Nginx;
import org.downloadmanager.api.serving.RangeAnswer;
import org.downloadmanager.api.serving.RangeRequests;
import org.downloadmanager.api.serving.RangeRequests.RangeRequest;
import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Serving files through the load balancer, compared with a web server. */
@ExtendWith(SharedCluster.class)
class FileServingE2E {

    private static final int HEADER_BYTES = "number,text\n".length();
    private static final int BYTES_PER_ROW = 52;

    @TempDir
    Path served;

    @TempDir
    Path home;

    @Test
    void everyRequestIsAnsweredAsNginxAnswersIt(Client ann) throws Exception {
        assumeThat(Nginx.isInstalled()).as("nginx is installed").isTrue();

        // Given
        Download ready = fileOfAThousandBytes(ann);
        URI ours = ann.server().resolve(ready.file().url());
        Path copy = ann.fetch(ready, served);
        assertThat(copy).hasSize(RangeRequests.LENGTH);
        try (Nginx nginx = Nginx.serving(served, home)) {
            URI theirs = nginx.file(ready.file().name());
            List<RangeRequest> ourRequests = requestsThatKnow(ours, "Cookie", ann.cookie());
            List<RangeRequest> theirRequests = requestsThatKnow(theirs);
            SoftAssertions answers = new SoftAssertions();
            for (int i = 0; i < ourRequests.size(); i++) {
                // When
                RangeAnswer our = RangeAnswer.from(Client.HTTP, ours, ourRequests.get(i), "Cookie", ann.cookie());
                RangeAnswer their = RangeAnswer.from(Client.HTTP, theirs, theirRequests.get(i));

                // Then
                answers.assertThat(our).as(theirRequests.get(i).toString()).isEqualTo(their);
            }
            answers.assertAll();
            assertThat(ourRequests).hasSizeGreaterThan(100);
        }
    }

    @Test
    void aFileHasItsNameTypeAndDigest(Client ann) {
        // Given
        Download ready = fileOfAThousandBytes(ann);

        // When
        HttpResponse<String> answer = ann.ask(ready.file().url());

        // Then
        assertThat(answer.headers().map()).containsEntry("Content-Disposition",
                List.of("attachment; filename=\"simulated.csv\"; filename*=UTF-8''simulated.csv"));
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(answer.headers().firstValue("ETag")).hasValue('"' + ready.file().sha256() + '"');
    }

    @Test
    void anInterruptedTransferResumesAtAnotherReplica(Cluster cluster, Client ann) throws Exception {
        // Given
        Download ready = fileOfAThousandBytes(ann);
        HttpResponse<String> firstHalf = ann.through(cluster.part("api-1")).ask(ready.file().url(), "Range",
                "bytes=0-499");

        // When
        HttpResponse<String> secondHalf = ann.through(cluster.part("api-2")).ask(ready.file().url(), "Range",
                "bytes=500-", "If-Range",
                firstHalf.headers().firstValue("ETag").orElseThrow());

        // Then
        assertThat(secondHalf.statusCode()).isEqualTo(206);
        Path joined = Files.writeString(served.resolve("joined"), firstHalf.body() + secondHalf.body());
        assertThat(SampleData.sha256(joined)).isEqualTo(ready.file().sha256());
    }

    private static Download fileOfAThousandBytes(Client client) {
        int rows = (RangeRequests.LENGTH - HEADER_BYTES) / BYTES_PER_ROW;
        try (Watch watch = client.watch()) {
            return watch.untilEnd(
                    client.request("simulated", "csv", Map.of("rows", rows, "bytesPerRow", BYTES_PER_ROW)).id());
        }
    }

    private static List<RangeRequest> requestsThatKnow(URI file, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(file);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Void> answer = Client.HTTP.send(request.build(), BodyHandlers.discarding());
        return RangeRequests.knowing(answer.headers().firstValue("ETag").orElseThrow(),
                answer.headers().firstValue("Last-Modified").orElseThrow());
    }
}
