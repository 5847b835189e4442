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

/** Asks a Redis what no user is told. */
final class RedisQuestions implements AutoCloseable {

    private static final int NO_END = -1;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    /** A part of a file: what one attempt had written of it at a checkpoint. */
    record Segment(String name, long length) {}

    RedisQuestions(URI uri) {
        redis = Redis.createClient(vertx, uri.toString());
    }

    /** All keys but those that come and go by themselves: previews of exports, and the signal that wakes workers. */
    Set<String> keysOfDownloads() {
        return ask(Request.cmd(Command.KEYS).arg("*")).stream().map(Response::toString)
                .filter(key -> !key.startsWith("downloads:preview") && !key.equals("downloads:wake"))
                .collect(Collectors.toSet());
    }

    /** Downloads that somebody must do something about, now or later. */
    int numberOfActive() {
        return ask(Request.cmd(Command.ZCARD).arg("{downloads:0}:due")).toInteger();
    }

    /** Keys that would stay for ever. */
    List<String> keysWithoutEnd() {
        return ask(Request.cmd(Command.KEYS).arg("*")).stream().map(Response::toString)
                .filter(key -> ask(Request.cmd(Command.TTL).arg(key)).toInteger() == NO_END).toList();
    }

    void configure(String setting, String value) {
        ask(Request.cmd(Command.CONFIG).arg("SET").arg(setting).arg(value));
    }

    /** The last recorded checkpoint; empty when there is none. */
    List<Segment> checkpoint(String id) {
        return segments(document(id));
    }

    /** What workers that do not make the file any more have left to those that do, or will. */
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
