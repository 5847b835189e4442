package org.downloadmanager.downloads.redis;

import java.util.ArrayList;
import java.util.List;

import org.downloadmanager.downloads.DownloadId;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * A member of a sorted set of downloads.
 *
 * @param score milliseconds in an index of times, else a rank
 */
record IndexEntry(String index, int shard, DownloadId id, long score) {

    static List<IndexEntry> of(String index, int shard, Response membersWithScores) {
        List<IndexEntry> entries = new ArrayList<>();
        // RESP3 answers with pairs, RESP2 with one flat list.
        if (membersWithScores.size() > 0 && membersWithScores.get(0).type() == ResponseType.MULTI) {
            membersWithScores.forEach(pair -> entries.add(entry(index, shard, pair.get(0), pair.get(1))));
        } else {
            for (int i = 0; i < membersWithScores.size(); i += 2) {
                entries.add(entry(index, shard, membersWithScores.get(i), membersWithScores.get(i + 1)));
            }
        }
        return entries;
    }

    private static IndexEntry entry(String index, int shard, Response member, Response score) {
        return new IndexEntry(index, shard, new DownloadId(member.toString()), score(score));
    }

    static long score(Response score) {
        return (long) Double.parseDouble(score.toString());
    }
}
