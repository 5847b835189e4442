import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks an address, and ends with 0 if it answers 200: the health check of an image that needs no shell for it. */
final class Probe {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    public static void main(String[] args) throws Exception {
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        HttpRequest question = HttpRequest.newBuilder(URI.create(args[0])).timeout(TIMEOUT).build();
        System.exit(http.send(question, BodyHandlers.discarding()).statusCode() == 200 ? 0 : 1);
    }
}
