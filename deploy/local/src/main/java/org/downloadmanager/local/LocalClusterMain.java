package org.downloadmanager.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** The command {@code deploy/local/run}: starts the whole system, reads commands from standard input, stops everything. */
public final class LocalClusterMain {

    private static final String COMMANDS = """
            status        what is running
            kill NAME     SIGKILL
            stop NAME     SIGTERM
            freeze NAME   SIGSTOP
            thaw NAME     SIGCONT
            start NAME    start a part that ended
            add worker    one more worker
            add api       one more replica of the API
            quit          stop everything
            """;

    private final Cluster cluster;
    private final CountDownLatch quit = new CountDownLatch(1);
    private volatile boolean stopping;

    LocalClusterMain(Cluster cluster) {
        this.cluster = cluster;
    }

    public static void main(String[] args) {
        try {
            Options options = Options.parse(List.of(args));
            if (options.help()) {
                System.out.print(Options.USAGE);
                return;
            }
            Cluster.Builder builder = Cluster.builder().data(options.data()).api(options.api())
                    .workers(options.workers()).port(options.port()).progress(LocalClusterMain::say);
            options.catalog().ifPresent(builder::catalog);
            if (options.serversOnly()) {
                builder.serversOnly();
            }
            System.exit(new LocalClusterMain(builder.build()).run());
        } catch (Options.UsageException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
        }
    }

    int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "shutdown"));
        try {
            cluster.start();
        } catch (ClusterException | UncheckedIOException e) {
            if (!stopping) {
                System.err.println(e.getMessage());
            }
            return 1;
        }
        sayReady();
        Thread console = new Thread(this::readCommands, "console");
        console.setDaemon(true);
        console.start();
        try {
            quit.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void shutDown() {
        stopping = true;
        cluster.close();
    }

    private void sayReady() {
        if (cluster.parts(Role.LOAD_BALANCER).isEmpty()) {
            say("Kafka and Redis are ready for services in development mode:");
            say("  mvn test-compile quarkus:dev -pl api-service      (http://localhost:8080, /q/swagger-ui, /q/dev-ui)");
            say("  mvn test-compile quarkus:dev -pl worker-service   (in another terminal)");
            say("Commands: status, kill|stop|freeze|thaw|start NAME, quit; Ctrl-C stops both.");
            return;
        }
        String url = cluster.url().toString();
        String curl = "  curl -s -b '%1$s' -c '%1$s' ".formatted(cluster.data().resolve("curl-cookies"));
        say("Ready: " + url);
        say(curl + url + "/api/exports");
        say(curl + "-H 'Content-Type: application/json' -d '{\"export\": \"flights\", \"format\": \"csv\", \"parameters\": "
                + "{\"origin\": \"LAS\", \"from\": \"2001-01-01\", \"to\": \"2001-02-01\"}}' " + url
                + "/api/downloads");
        say(curl + url + "/api/downloads");
        say("Commands: status, kill|stop|freeze|thaw|start NAME, add worker|api, quit; Ctrl-C stops everything.");
    }

    /** The end of the input is not a command, because the cluster may run in the background. */
    private void readCommands() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    execute(List.of(line.strip().split("\\s+")));
                } catch (ClusterException e) {
                    say(e.getMessage());
                }
            }
        } catch (IOException e) {
            say("No more commands can be read: " + e.getMessage() + ".");
        }
    }

    private void execute(List<String> words) {
        String command = words.get(0);
        String name = words.size() == 2 ? words.get(1) : "";
        switch (words.size() + " " + command) {
            case "1 " -> {
            }
            case "1 status" -> status();
            case "1 quit" -> quit.countDown();
            case "2 kill" -> done(name, () -> cluster.kill(name));
            case "2 stop" -> done(name, () -> cluster.stop(name));
            case "2 freeze" -> done(name, () -> cluster.freeze(name));
            case "2 thaw" -> done(name, () -> cluster.thaw(name));
            case "2 start" -> done(name, () -> cluster.start(name));
            case "2 add" -> add(name);
            default -> System.out.print(COMMANDS);
        }
    }

    private void add(String role) {
        switch (role) {
            case "worker" -> say(line(cluster.addWorker()));
            case "api" -> say(line(cluster.addApi()));
            default -> System.out.print(COMMANDS);
        }
    }

    private void done(String name, Runnable action) {
        action.run();
        say(line(cluster.part(name)));
    }

    private void status() {
        cluster.parts().forEach(part -> say(line(part)));
    }

    private static String line(ManagedProcess part) {
        OptionalLong pid = part.pid();
        return "%-14s %-8s port %-6d pid %-8s %s".formatted(part.name(), part.state(), part.port(),
                pid.isPresent() ? Long.toString(pid.getAsLong()) : "-", part.log());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
