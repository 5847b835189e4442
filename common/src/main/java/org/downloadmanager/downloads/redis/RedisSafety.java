package org.downloadmanager.downloads.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** Tells whether a Redis keeps what it was given; one that does not would break the promise to those who were told 202. */
public final class RedisSafety {

    private RedisSafety() {}

    /** What is wrong with this Redis, in words; empty when nothing is. */
    public static List<String> complaints(Redis redis, Duration patience) {
        String info = new RedisLink(redis, patience).send(Request.cmd(Command.INFO)).toString();
        List<String> complaints = new ArrayList<>();
        if (!info.contains("aof_enabled:1")) {
            complaints
                    .add("it has no append-only file, so a restart would lose accepted downloads; set appendonly yes");
        }
        if (!info.contains("maxmemory_policy:noeviction")) {
            complaints.add("it may evict keys, so it could lose accepted downloads; set maxmemory-policy noeviction");
        }
        return complaints;
    }
}
