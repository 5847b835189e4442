package org.downloadmanager.benchmarks.stacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.downloadmanager.benchmarks.NotInstalledException;
import org.downloadmanager.local.ManagedProcess;
import org.downloadmanager.local.Ports;
import org.downloadmanager.local.Role;

/** nginx that serves a directory, configured as in Debian: a process per core, files sent by the kernel. */
public final class Nginx implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONFIGURATION = """
            user %s;
            daemon off;
            worker_processes auto;
            pid nginx.pid;
            error_log stderr error;
            events {
              worker_connections 768;
            }
            http {
              sendfile on;
              tcp_nopush on;
              access_log off;
              # The load comes over few connections.
              keepalive_requests 1000000000;
              default_type application/octet-stream;
              client_body_temp_path temporary;
              proxy_temp_path temporary;
              fastcgi_temp_path temporary;
              uwsgi_temp_path temporary;
              scgi_temp_path temporary;
              server {
                listen 127.0.0.1:%d;
                root "%s";
              }
            }
            """;

    private final ManagedProcess part;

    private Nginx(ManagedProcess part) {
        this.part = part;
    }

    /** @param home a directory for its own files */
    public static Nginx serving(Path served, Path home) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new NotInstalledException("There is no " + PROGRAM + ", Debian has it as nginx-light.");
        }
        int port = Ports.free();
        Path configuration = Files.writeString(home.resolve("nginx.conf"), CONFIGURATION
                .formatted(System.getProperty("user.name"), port, served.toAbsolutePath()));
        String name = Role.WEB_SERVER.word();
        Nginx nginx = new Nginx(new ManagedProcess(Role.WEB_SERVER, name, port, home.resolve(name + ".log"),
                new ManagedProcess.ProcessSpec(List.of(PROGRAM.toString(), "-p", home.toAbsolutePath().toString(), "-c",
                        configuration.toAbsolutePath().toString(), "-e", "stderr"), Map.of(), home,
                        () -> Ports.accepts(port), TIMEOUT, TIMEOUT)));
        try {
            nginx.part.start();
        } catch (RuntimeException e) {
            nginx.close();
            throw e;
        }
        return nginx;
    }

    public ManagedProcess part() {
        return part;
    }

    @Override
    public void close() {
        part.retire();
    }
}
