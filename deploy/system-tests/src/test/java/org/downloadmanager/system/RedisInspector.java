package org.downloadmanager.system;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Reads the keys of the system in Redis. */
final class RedisInspector implements AutoCloseable {

    private static final int NO_TIME_TO_LIVE = -1;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    /** What one attempt had written of a file at a checkpoint. */
    record Segment(String name, long length) {}

    RedisInspector(URI uri) {
        redis = Redis.createClient(vertx, uri.toString());
    }

    /** All keys of downloads: without previews, and without the signal that wakes workers. */
    Set<String> keysOfDownloads() {
        return ask(Request.cmd(Command.KEYS).arg("*")).stream().map(Response::toString)
                .filter(key -> !key.startsWith("downloads:preview") && !key.equals("downloads:wake"))
                .collect(Collectors.toSet());
    }

    /** Downloads that are pending or processing. */
    int numberOfActive() {
        return ask(Request.cmd(Command.ZCARD).arg("{downloads:0}:due")).toInteger();
    }

    /** Keys without a time to live. */
    List<String> keysWithoutTimeToLive() {
        return ask(Request.cmd(Command.KEYS).arg("*")).stream().map(Response::toString)
                .filter(key -> ask(Request.cmd(Command.TTL).arg(key)).toInteger() == NO_TIME_TO_LIVE).toList();
    }

    void configure(String setting, String value) {
        ask(Request.cmd(Command.CONFIG).arg("SET").arg(setting).arg(value));
    }

    /** The last recorded checkpoint; empty when there is none. */
    List<Segment> checkpoint(String id) {
        return segments(document(id));
    }

    /** The segments of the checkpoint that earlier attempts wrote. */
    List<Segment> handedOver(String id) {
        JsonNode document = document(id);
        return segments(document).stream()
                .filter(segment -> !segment.name().endsWith("/" + document.path("epoch").asText())).toList();
    }

    private JsonNode document(String id) {
        Response document = ask(Request.cmd(Command.HGET).arg("{downloads:0}:download:" + id).arg("document"));
        try {
            return Download.JSON.readTree(document.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a download: " + document, e);
        }
    }

    /** The segments of the checkpoint that the document of a download lists. */
    static List<Segment> segments(JsonNode document) {
        return StreamSupport.stream(document.path("checkpoint").path("segments").spliterator(), false)
                .map(segment -> new Segment(segment.path("name").asText(), segment.path("length").asLong())).toList();
    }

    private Response ask(Request question) {
        return redis.send(question).toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
