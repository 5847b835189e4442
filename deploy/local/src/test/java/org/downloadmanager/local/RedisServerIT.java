package org.downloadmanager.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {

    @TempDir
    Path directory;

    @Test
    void dataSurvivesAKill() throws Exception {
        try (RedisServer redis = RedisServer.start(directory)) {
            // Given
            assertThat(ask(redis, "SET greeting hello")).isEqualTo("+OK");
            int port = redis.port();

            // When
            redis.kill();
            assertThat(redis.part().isAlive()).isFalse();
            redis.restart();

            // Then
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, "STRLEN greeting")).isEqualTo(":5");
        }
    }

    @Test
    void dataSurvivesARestart() throws Exception {
        // Given
        try (RedisServer redis = RedisServer.start(directory)) {
            ask(redis, "SET greeting hello");
        }

        // When
        try (RedisServer redis = RedisServer.start(directory)) {

            // Then
            assertThat(ask(redis, "STRLEN greeting")).isEqualTo(":5");
        }
    }

    @Test
    void redisIsDurableAndDoesNotEvict() throws Exception {
        try (RedisServer redis = RedisServer.start(directory)) {
            assertThat(setting(redis, "appendonly")).isEqualTo("yes");
            assertThat(setting(redis, "appendfsync")).isEqualTo("everysec");
            assertThat(setting(redis, "maxmemory-policy")).isEqualTo("noeviction");
            assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void withoutAnInstalledRedisTheLibrarysIsUsed() throws Exception {
        // When
        Path binary = RedisServer.binary(directory, "/nowhere");

        // Then
        assertThat(binary).startsWith(directory.toAbsolutePath()).isExecutable();
        Process server = new ProcessBuilder(binary.toString(), "--version").start();
        assertThat(new String(server.getInputStream().readAllBytes(), US_ASCII)).contains("v=6.2");
    }

    private static String ask(RedisServer redis, String command) throws IOException {
        return lines(redis, command, 1).get(0);
    }

    private static String setting(RedisServer redis, String name) throws IOException {
        // A RESP array of two strings, each with its length.
        return lines(redis, "CONFIG GET " + name, 5).get(4);
    }

    private static List<String> lines(RedisServer redis, String command, int count) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            List<String> lines = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                lines.add(reader.readLine());
            }
            return lines;
        }
    }
}
