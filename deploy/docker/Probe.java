import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests a URL, and exits with 0 if the answer is 200: a health check for images without a shell. */
final class Probe {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    public static void main(String[] args) throws Exception {
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        HttpRequest question = HttpRequest.newBuilder(URI.create(args[0])).timeout(TIMEOUT).build();
        System.exit(http.send(question, BodyHandlers.discarding()).statusCode() == 200 ? 0 : 1);
    }
}
