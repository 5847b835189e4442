package org.downloadmanager.local;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** A small service in place of a replica: ready at once, reports its settings, echoes bodies and WebSockets. */
final class StandIn {

    private static final int CHUNK = 64 * 1024;

    private final int managementPort;
    private volatile boolean ready = true;

    private StandIn(int managementPort) {
        this.managementPort = managementPort;
    }

    public static void main(String[] args) {
        int port = Integer.getInteger("quarkus.http.port");
        int managementPort = Integer.getInteger("quarkus.management.port");
        StandIn standIn = new StandIn(managementPort);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        vertx.createHttpServer().webSocketHandler(socket -> {
            // A message at once, like the snapshot of the API.
            socket.writeTextMessage("hello from " + port);
            socket.textMessageHandler(socket::writeTextMessage);
        }).requestHandler(standIn::answer).listen(port, "127.0.0.1").onFailure(failure -> {
            System.out.println(failure.getMessage());
            System.exit(1);
        });
        if (managementPort != port) {
            vertx.createHttpServer().requestHandler(standIn::answer).listen(managementPort, "127.0.0.1");
        }
        System.out.println("Listening on " + port + ", pid " + ProcessHandle.current().pid());
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/q/health/ready" -> request.response().setStatusCode(
                    request.localAddress().port() != managementPort ? 404 : ready ? 200 : 503).end();
            case "/api/version" -> request.response().end("{}");
            case "/unready" -> {
                ready = false;
                request.response().end();
            }
            case "/ready" -> {
                ready = true;
                request.response().end();
            }
            case "/port" -> request.response().end(System.getProperty("quarkus.http.port"));
            case "/headers" -> request.response().putHeader("X-Of-The-Replica", "kept")
                    .end(headers(request).encode());
            case "/given" -> request.response().end(given().encode());
            case "/not-modified" -> request.response().setStatusCode(304).putHeader("ETag", "\"1\"").end();
            case "/no-content" -> request.response().setStatusCode(204).end();
            case "/echo" -> request.pipeTo(request.response().setChunked(true));
            case "/zeros" -> zeros(request, Long.parseLong(request.getParam("bytes")));
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static void zeros(HttpServerRequest request, long bytes) {
        request.response().putHeader("Content-Length", Long.toString(bytes));
        zeros(request, bytes, Buffer.buffer(new byte[CHUNK]));
    }

    private static void zeros(HttpServerRequest request, long left, Buffer chunk) {
        if (left == 0) {
            request.response().end();
        } else {
            int size = (int) Math.min(left, CHUNK);
            request.response().write(chunk.slice(0, size)).onSuccess(done -> zeros(request, left - size, chunk));
        }
    }

    private static JsonObject headers(HttpServerRequest request) {
        JsonObject headers = new JsonObject();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private static JsonObject given() {
        return new JsonObject()
                .put("environment", new JsonObject(Map.copyOf(System.getenv())))
                .put("properties", new JsonObject(System.getProperties().entrySet().stream().collect(
                        Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue().toString()))));
    }

    /** A jar that is started like a service. */
    static Path jar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        Path jar = directory.resolve("stand-in.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }

    /** A replica on its own port, not started yet. */
    static ManagedProcess part(String name, Path directory) {
        int port = Ports.free();
        int managementPort = Ports.free();
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + managementPort, StandIn.class.getName()));
        return new ManagedProcess(Role.API, name, port, managementPort, directory.resolve(name + ".log"),
                new ManagedProcess.ProcessSpec(command,
                        Jvm.classPath(), directory, () -> Ports.accepts(port), Duration.ofSeconds(30),
                        Duration.ofSeconds(10)));
    }
}
