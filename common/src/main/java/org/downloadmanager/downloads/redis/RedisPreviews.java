package org.downloadmanager.downloads.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.downloadmanager.downloads.StoreUnavailableException;
import org.downloadmanager.messages.DownloadJson;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;

import io.quarkus.logging.Log;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Previews in Redis. Blocks: not for event loops. */
public final class RedisPreviews implements Previews {

    /** How long a preview is shown while its source is unavailable. */
    private static final Duration LIFE = Duration.ofDays(1);
    private static final Duration FRESH = Duration.ofHours(1);
    /** Longer than a refresh takes, and short enough to retry a failed one soon. */
    private static final Duration MAKING = Duration.ofMinutes(5);

    private final CircuitBreakingRedis redis;

    public RedisPreviews(CircuitBreakingRedis redis) {
        this.redis = redis;
    }

    @Override
    public Map<String, Preview> find(Collection<String> exports) {
        List<String> names = List.copyOf(exports);
        Map<String, Preview> found = new HashMap<>();
        try {
            List<Response> answers = redis.send(names.stream()
                    .map(name -> Request.cmd(Command.GET).arg(RedisKeys.preview(name))).toList());
            for (int i = 0; i < names.size(); i++) {
                if (answers.get(i) != null) {
                    found.put(names.get(i), DownloadJson.readPreview(answers.get(i).toString()));
                }
            }
        } catch (StoreUnavailableException e) {
            Log.debugf("No previews: %s", e.getMessage());
        }
        return found;
    }

    @Override
    public boolean tryAcquireRefresh(String export) {
        return redis.send(Request.cmd(Command.SET).arg(RedisKeys.previewFresh(export)).arg("1")
                .arg("NX").arg("PX").arg(MAKING.toMillis())) != null;
    }

    @Override
    public void put(String export, Preview preview) {
        redis.send(List.of(
                Request.cmd(Command.SET).arg(RedisKeys.preview(export)).arg(DownloadJson.writePreview(preview))
                        .arg("PX").arg(LIFE.toMillis()),
                Request.cmd(Command.SET).arg(RedisKeys.previewFresh(export)).arg("1").arg("PX").arg(FRESH.toMillis())));
    }
}
