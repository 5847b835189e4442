package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.messages.DownloadJson;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Downloads in Redis, 6.2 or later. Blocks: not for event loops. */
public final class RedisDownloads implements Downloads {

    private final CircuitBreakingRedis redis;
    private final DownloadScripts scripts;
    private final RedisKeys keys;

    public RedisDownloads(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        this.redis = redis;
        this.scripts = new DownloadScripts(redis, config, clock);
        this.keys = scripts.keys();
    }

    @Override
    public Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        Response answer = scripts.submit(download, key, limits);
        return switch (answer.get(0).toString()) {
            case "ACCEPTED" -> new Submission.Accepted(download.recorded(answer.get(1).toLong()));
            case "REPEATED" -> new Submission.Repeated(earlier(download.owner(), answer));
            case "KEY_REUSED" -> new Submission.KeyReused();
            case "LIMIT_REACHED" -> new Submission.LimitReached(find(download.owner(), ids(answer.get(1))));
            case "QUEUE_FULL" -> new Submission.QueueFull();
            default -> throw new IllegalStateException("submit.lua answered " + answer);
        };
    }

    /** The download that was accepted with this key: as it is now, or as it was accepted if it was removed. */
    private Download earlier(Owner owner, Response repeated) {
        return find(owner, new DownloadId(repeated.get(1).toString()))
                .orElseGet(() -> DownloadJson.read(repeated.get(2).toString()));
    }

    @Override
    public Optional<Download> find(Owner owner, DownloadId id) {
        return find(owner, List.of(id)).stream().findFirst();
    }

    @Override
    public Optional<Download> find(DownloadId id) {
        return redis.send(IntStream.range(0, keys.shards())
                .mapToObj(shard -> DownloadScripts.read(keys.download(shard, id))).toList()).stream()
                .flatMap(answer -> DownloadScripts.download(answer).stream())
                .findFirst();
    }

    private List<Download> find(Owner owner, List<DownloadId> ids) {
        return redis.send(ids.stream().map(id -> DownloadScripts.read(keys.download(owner, id))).toList()).stream()
                .flatMap(answer -> DownloadScripts.download(answer).stream())
                // The key contains the shard only, not the owner.
                .filter(download -> download.owner().equals(owner))
                .toList();
    }

    @Override
    public DownloadPage page(Owner owner, OptionalLong from, int limit) {
        // Scores are times of acceptance by the one clock of Redis, so no two of an owner are equal.
        String newest = from.isPresent() ? String.valueOf(from.getAsLong()) : "+inf";
        String owned = keys.owned(owner);
        List<IndexEntry> entries = IndexEntry.of(owned, 0, redis.send(Request.cmd(Command.ZRANGE).arg(owned)
                .arg(newest).arg("-inf").arg("BYSCORE").arg("REV").arg("LIMIT").arg(0).arg(limit + 1)
                .arg("WITHSCORES")));
        List<DownloadId> ids = entries.stream().limit(limit).map(IndexEntry::id).toList();
        List<Download> downloads = find(owner, ids);
        if (downloads.size() < ids.size()) {
            forgetExpired(owner, ids, downloads);
        }
        return new DownloadPage(downloads, entries.size() > limit
                ? OptionalLong.of(entries.get(limit).score())
                : OptionalLong.empty());
    }

    /**
     * The index of an owner who requests downloads every day never expires as a whole, so expired entries are removed
     * one by one.
     */
    private void forgetExpired(Owner owner, List<DownloadId> listed, List<Download> found) {
        Request forget = Request.cmd(Command.ZREM).arg(keys.owned(owner));
        Set<DownloadId> ids = found.stream().map(Download::id).collect(Collectors.toSet());
        listed.stream().filter(id -> !ids.contains(id)).forEach(id -> forget.arg(id.value()));
        redis.send(forget);
    }

    @Override
    public Optional<Download> replace(Download next, Placement placement) {
        return scripts.replace(next, placement, Optional.empty());
    }

    @Override
    public boolean remove(Download seen) {
        return scripts.remove(seen);
    }

    private static List<DownloadId> ids(Response members) {
        return members.stream().map(member -> new DownloadId(member.toString())).toList();
    }
}
