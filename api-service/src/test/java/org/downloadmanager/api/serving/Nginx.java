package org.downloadmanager.api.serving;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A real nginx that serves a directory on a free port, run by the user of the tests. */
public final class Nginx implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr error;
            events {}
            http {
              access_log off;
              client_body_temp_path temporary;
              proxy_temp_path temporary;
              fastcgi_temp_path temporary;
              uwsgi_temp_path temporary;
              scgi_temp_path temporary;
              default_type application/octet-stream;
              # Its default, "exact", is its own; this is what RFC 9110 says.
              if_modified_since before;
              server {
                listen 127.0.0.1:%d;
                root "%s";
              }
            }
            """;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** @param home an empty directory for its own files */
    public static Nginx serving(Path directory, Path home) throws IOException, InterruptedException {
        int port = freePort();
        Path configuration = Files.writeString(home.resolve("nginx.conf"),
                CONFIGURATION.formatted(port, directory.toAbsolutePath()));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-p", home.toString(), "-c", configuration.toString(),
                "-e", "stderr")
                .redirectErrorStream(true).redirectOutput(home.resolve("nginx.log").toFile()).start();
        Nginx nginx = new Nginx(process, port);
        for (Instant start = Instant.now(); !nginx.accepts();) {
            if (!process.isAlive() || start.plus(TIMEOUT).isBefore(Instant.now())) {
                nginx.close();
                throw new IOException("nginx does not start: " + Files.readString(home.resolve("nginx.log")));
            }
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        return nginx;
    }

    public URI file(String name) {
        return URI.create("http://127.0.0.1:" + port + "/" + name);
    }

    @Override
    public void close() {
        // It has no child processes and nothing to lose.
        process.destroyForcibly().onExit().join();
    }

    private boolean accepts() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
