package org.downloadmanager.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code cluster.json}: the running processes, for people, scripts and the load balancer. */
final class ClusterFile {

    private ClusterFile() {}

    /** Replaces the file atomically. */
    static void write(Path file, String url, Collection<ManagedProcess> parts) throws IOException {
        JsonArray array = new JsonArray();
        for (ManagedProcess part : parts) {
            OptionalLong pid = part.pid();
            array.add(new JsonObject()
                    .put("name", part.name())
                    .put("role", part.role().word())
                    .put("pid", pid.isPresent() ? pid.getAsLong() : null)
                    .put("port", part.port())
                    .put("management", part.managementPort())
                    .put("state", part.state())
                    .put("log", part.log().toString()));
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, new JsonObject().put("url", url).put("parts", array).encodePrettily() + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The ports of each replica, with their management ports. */
    static Map<Integer, Integer> apiPorts(JsonObject cluster) {
        Map<Integer, Integer> ports = new LinkedHashMap<>();
        for (JsonObject part : parts(cluster)) {
            if (Role.API.word().equals(part.getString("role"))) {
                ports.put(part.getInteger("port"), part.getInteger("management"));
            }
        }
        return ports;
    }

    /** The processes that ran when the file was last written; empty without the file. */
    static List<Long> pids(Path file) {
        List<Long> pids = new ArrayList<>();
        try {
            for (JsonObject part : parts(new JsonObject(Files.readString(file)))) {
                if (part.getLong("pid") != null) {
                    pids.add(part.getLong("pid"));
                }
            }
        } catch (IOException | RuntimeException e) {
            // Then earlier processes are unknown.
            return List.of();
        }
        return pids;
    }

    private static List<JsonObject> parts(JsonObject cluster) {
        return cluster.getJsonArray("parts").stream().map(JsonObject.class::cast).toList();
    }
}
