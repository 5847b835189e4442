package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.WorkQueue;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** The indexes of due and queued downloads, in Redis. Blocks: not for event loops. */
public final class RedisWorkQueue implements WorkQueue {

    private static final Duration NOTHING_DUE = Duration.ofDays(1);
    private static final Set<String> ENDED_STATES = Set.of("READY", "ERROR", "CANCELLED");

    private final CircuitBreakingRedis redis;
    private final DownloadScripts scripts;
    private final RedisKeys keys;

    public RedisWorkQueue(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        this.redis = redis;
        this.scripts = new DownloadScripts(redis, config, clock);
        this.keys = scripts.keys();
    }

    @Override
    public Optional<Download> restore(Download lost, Placement placement) {
        Response answer = scripts.restore(lost, placement);
        return answer.get(0).toString().equals("ACCEPTED")
                ? Optional.of(lost.recorded(answer.get(1).toLong()))
                : Optional.empty();
    }

    @Override
    public Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit) {
        return scripts.replace(claimed, Placement.leasedFor(lease), limit);
    }

    @Override
    public Due due(int limit) {
        List<Request> requests = new ArrayList<>();
        requests.add(Request.cmd(Command.TIME));
        for (int shard = 0; shard < keys.shards(); shard++) {
            requests.add(first(limit, keys.due(shard)));
            requests.add(first(limit, keys.queue(shard)));
        }
        List<Response> answers = redis.send(requests);
        long now = millis(answers.get(0));
        List<IndexEntry> timed = new ArrayList<>();
        List<IndexEntry> queued = new ArrayList<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            timed.addAll(IndexEntry.of(keys.due(shard), shard, answers.get(2 * shard + 1)));
            queued.addAll(IndexEntry.of(keys.queue(shard), shard, answers.get(2 * shard + 2)));
        }
        Comparator<IndexEntry> order = Comparator.comparingLong(IndexEntry::score);
        timed.sort(order);
        List<IndexEntry> due = timed.stream().filter(entry -> entry.score() <= now).limit(limit).toList();
        Duration untilNext = timed.size() > due.size()
                ? Duration.ofMillis(Math.max(0, timed.get(due.size()).score() - now))
                : NOTHING_DUE;
        return new Due(load(Stream.concat(due.stream(), queued.stream().sorted(order)).limit(limit).toList()),
                untilNext);
    }

    private static Request first(int limit, String index) {
        return Request.cmd(Command.ZRANGE).arg(index).arg(0).arg(limit).arg("WITHSCORES");
    }

    /** The downloads of the entries that are still in their index: another worker may have claimed one since. */
    private List<Download> load(List<IndexEntry> entries) {
        List<Request> requests = new ArrayList<>();
        for (IndexEntry entry : entries) {
            requests.add(DownloadScripts.read(keys.download(entry.shard(), entry.id())));
            // Read after the download: an unchanged score means that the download belongs to the entry.
            requests.add(Request.cmd(Command.ZSCORE).arg(entry.index()).arg(entry.id().value()));
        }
        List<Response> answers = redis.send(requests);
        List<Download> loaded = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            IndexEntry entry = entries.get(i);
            Response score = answers.get(2 * i + 1);
            if (score != null && IndexEntry.score(score) == entry.score()) {
                DownloadScripts.download(answers.get(2 * i)).ifPresentOrElse(loaded::add, () -> redis.send(
                        Request.cmd(Command.ZREM).arg(entry.index()).arg(entry.id().value())));
            }
        }
        return loaded;
    }

    @Override
    public List<TrackingStatus> statuses(List<Key> downloads) {
        List<Request> requests = new ArrayList<>();
        for (Key key : downloads) {
            requests.add(Request.cmd(Command.HGET).arg(keys.download(key.owner(), key.id())).arg("state"));
            requests.add(Request.cmd(Command.EXISTS).arg(keys.ended(key.owner(), key.id())));
        }
        List<Response> answers = redis.send(requests);
        return IntStream.range(0, downloads.size())
                .mapToObj(i -> status(answers.get(2 * i), answers.get(2 * i + 1).toInteger() > 0))
                .toList();
    }

    /** An ended download can outlive its marker, and a marker can outlive a removed download. */
    private static TrackingStatus status(Response state, boolean marked) {
        if (marked) {
            return TrackingStatus.ENDED;
        }
        if (state == null) {
            return TrackingStatus.MISSING;
        }
        // A state that only a newer version knows keeps its command.
        return ENDED_STATES.contains(state.toString()) ? TrackingStatus.ENDED : TrackingStatus.ACTIVE;
    }

    @Override
    public void wake() {
        scripts.wake();
    }

    @Override
    public boolean awaitWake(Duration atMost) {
        Response hint = redis.sendAndWait(
                Request.cmd(Command.BLPOP).arg(keys.wake()).arg(String.valueOf(atMost.toMillis() / 1_000.0)), atMost,
                // Redis may hand the hint to a caller that was interrupted; the hint must not be lost.
                scripts.hint());
        return hint != null;
    }

    /** @param secondsAndMicros the answer to TIME */
    private static long millis(Response secondsAndMicros) {
        return secondsAndMicros.get(0).toLong() * 1_000 + secondsAndMicros.get(1).toLong() / 1_000;
    }
}
