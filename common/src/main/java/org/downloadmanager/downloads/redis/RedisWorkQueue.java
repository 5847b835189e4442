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
import org.downloadmanager.downloads.redis.CircuitBreakingRedis.Arguments;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis.Script;
import org.downloadmanager.messages.DownloadJson;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** The indexes of due and queued downloads, in Redis. Blocks: not for event loops. */
public final class RedisWorkQueue implements WorkQueue {

    private static final Script DUE = Script.read("due.lua");
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
        List<Entry> due = new ArrayList<>();
        List<Entry> queued = new ArrayList<>();
        Duration untilNext = NOTHING_DUE;
        for (Response shard : redis.run(DUE, IntStream.range(0, keys.shards()).mapToObj(shard -> new Arguments(
                List.of(keys.due(shard), keys.queue(shard)), List.of(keys.downloads(shard), String.valueOf(limit))))
                .toList())) {
            shard.get(2).forEach(found -> (found.get(0).toInteger() == 1 ? due : queued).add(Entry.of(found)));
            if (shard.get(1) != null) {
                untilNext = min(untilNext, Duration.ofMillis(shard.get(1).toLong() - shard.get(0).toLong()));
            }
        }
        Comparator<Entry> order = Comparator.comparingLong(Entry::score);
        return new Due(Stream.concat(due.stream().sorted(order), queued.stream().sorted(order)).limit(limit)
                .map(Entry::download).toList(), untilNext);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /**
     * A download in an index.
     *
     * @param score milliseconds in the index of due downloads, else the rank in the queue
     */
    private record Entry(long score, Download download) {

        static Entry of(Response found) {
            return new Entry(IndexEntry.score(found.get(1)), DownloadJson.read(found.get(3).toString())
                    .recorded(found.get(2).toLong()));
        }
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
}
