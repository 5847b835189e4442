package org.downloadmanager.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that repeat one request as fast as possible, each over its own connection. They parse as little as possible, to
 * leave the processor to the measured server.
 */
public final class Fetchers {

    private static final int BUFFER = 256 * 1024;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final int port;
    private final byte[] request;
    private final String status;

    /**
     * @param request the head of a GET request without its end
     * @param status the start of every response, such as {@code HTTP/1.1 200}
     */
    public Fetchers(int port, String request, String status) {
        this.port = port;
        this.request = (request + END_OF_HEAD).getBytes(StandardCharsets.ISO_8859_1);
        this.status = status;
    }

    /**
     * What was received in a period.
     *
     * @param answers complete responses
     * @param bytes of their bodies, and of incomplete ones at the end
     */
    public record Fetched(long answers, long bytes, double seconds) {

        public double answersPerSecond() {
            return answers / seconds;
        }

        public double megabytesPerSecond() {
            return bytes / 1e6 / seconds;
        }
    }

    public Fetched run(int clients, Duration duration) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long start = System.nanoTime();
            long end = start + duration.toNanos();
            List<Future<Fetched>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> fetchUntil(end)));
            }
            long answers = 0;
            long bytes = 0;
            for (Future<Fetched> one : running) {
                answers += one.get().answers;
                bytes += one.get().bytes;
            }
            return new Fetched(answers, bytes, (System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private Fetched fetchUntil(long end) throws IOException {
        long answers = 0;
        long bytes = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (SocketChannel connection = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            while (System.nanoTime() < end) {
                connection.write(ByteBuffer.wrap(request));
                long left = bodyAfterHead(connection, buffer);
                bytes += buffer.position();
                left -= buffer.position();
                while (left > 0 && System.nanoTime() < end) {
                    buffer.clear();
                    int read = read(connection, buffer);
                    bytes += read;
                    left -= read;
                }
                if (left == 0) {
                    answers++;
                }
            }
        }
        return new Fetched(answers, bytes, 0);
    }

    /** The length of the whole body; the buffer has its beginning. */
    private long bodyAfterHead(SocketChannel connection, ByteBuffer buffer) throws IOException {
        buffer.clear();
        String begun = "";
        int end = -1;
        while (end < 0) {
            read(connection, buffer);
            begun = StandardCharsets.ISO_8859_1
                    .decode(buffer.duplicate().flip().limit(Math.min(buffer.position(), 4096)))
                    .toString();
            end = begun.indexOf(END_OF_HEAD);
        }
        String head = begun.substring(0, end + END_OF_HEAD.length());
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith(status) || !length.find()) {
            throw new IOException("Not what was asked for: " + head);
        }
        buffer.flip().position(head.length());
        buffer.compact();
        return Long.parseLong(length.group(1));
    }

    private static int read(SocketChannel connection, ByteBuffer buffer) throws IOException {
        int read = connection.read(buffer);
        if (read < 0) {
            throw new EOFException("The server has closed the connection.");
        }
        return read;
    }
}
