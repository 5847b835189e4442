package org.downloadmanager.downloads.redis;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.QueueSnapshot;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis.Script;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** The length of the queue, in Redis. Blocks: not for event loops. */
public final class RedisQueueStats implements QueueStats {

    private static final Script LOAD = Script.read("load.lua");

    private final CircuitBreakingRedis redis;
    private final RedisKeys keys;

    /** @param shards the number of shards of the downloads */
    public RedisQueueStats(CircuitBreakingRedis redis, int shards) {
        this.redis = redis;
        this.keys = new RedisKeys(shards);
    }

    @Override
    public Map<DownloadId, Integer> ahead(List<Download> downloads) {
        List<Download> pending = downloads.stream().filter(Download::isPending).toList();
        List<Response> ranks = redis.send(pending.stream().map(download -> Request.cmd(Command.HGET)
                .arg(keys.download(download.owner(), download.id())).arg("rank")).toList());
        Iterator<Response> before = redis.send(ranks.stream().filter(Objects::nonNull)
                .flatMap(rank -> IntStream.range(0, keys.shards()).mapToObj(shard -> Request.cmd(Command.ZCOUNT)
                        .arg(keys.queue(shard)).arg("-inf").arg("(" + rank)))
                .toList()).iterator();
        Map<DownloadId, Integer> ahead = new HashMap<>();
        for (int i = 0; i < pending.size(); i++) {
            if (ranks.get(i) != null) {
                ahead.put(pending.get(i).id(),
                        IntStream.range(0, keys.shards()).map(shard -> before.next().toInteger()).sum());
            }
        }
        return ahead;
    }

    @Override
    public QueueSnapshot snapshot() {
        return IntStream.range(0, keys.shards()).mapToObj(this::snapshot)
                .reduce(QueueSnapshot.NONE, QueueSnapshot::and);
    }

    private QueueSnapshot snapshot(int shard) {
        Response load = redis.run(LOAD, List.of(keys.queue(shard), keys.leases(shard), keys.due(shard)),
                List.of(keys.downloads(shard)));
        return new QueueSnapshot(load.get(0).toInteger(), Duration.of(load.get(1).toLong(), ChronoUnit.MICROS),
                load.get(2).toInteger(), load.get(3).toInteger());
    }
}
