package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.DownloadPage;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.QueueSnapshot;
import org.downloadmanager.downloads.QueueStats;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis.Script;
import org.downloadmanager.messages.DownloadJson;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Downloads in Redis, 6.2 or later. Every change is one of two scripts, so it happens whole or not at all, and every key
 * has a time to live. Blocks: not for event loops.
 */
public final class RedisDownloads implements Downloads, WorkQueue, QueueStats {

    private static final Script SUBMIT = Script.read("submit.lua");
    private static final Script REPLACE = Script.read("replace.lua");
    private static final Script LOAD = Script.read("load.lua");

    private static final Duration NOTHING_DUE = Duration.ofDays(1);
    private static final Duration HINT_LIFE = Duration.ofSeconds(10);
    private static final Set<String> UNENDED = Set.of("PENDING", "PROCESSING");
    private static final int HINTS = 1_000;

    private final CircuitBreakingRedis redis;
    private final RedisKeys keys;
    private final Duration retention;
    private final Clock clock;

    public RedisDownloads(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        this.redis = redis;
        this.keys = new RedisKeys(config.shards());
        this.retention = config.retention();
        this.clock = clock;
    }

    @Override
    public Submission submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        Response answer = create("submit", download, Duration.ZERO, key, limits);
        return switch (answer.get(0).toString()) {
            case "ACCEPTED" -> new Submission.Accepted(download.recorded(answer.get(1).toLong()));
            case "REPEATED" -> new Submission.Repeated(earlier(download.owner(), answer));
            case "KEY_REUSED" -> new Submission.KeyReused();
            case "LIMIT_REACHED" -> new Submission.LimitReached(find(download.owner(), ids(answer.get(1))));
            case "QUEUE_FULL" -> new Submission.QueueFull();
            default -> throw new IllegalStateException("submit.lua answered " + answer);
        };
    }

    @Override
    public Optional<Download> find(Owner owner, DownloadId id) {
        return find(owner, List.of(id)).stream().findFirst();
    }

    @Override
    public Optional<Download> find(DownloadId id) {
        return redis.send(IntStream.range(0, keys.shards()).mapToObj(shard -> read(keys.download(shard, id))).toList())
                .stream()
                .flatMap(answer -> download(answer).stream())
                .findFirst();
    }

    @Override
    public DownloadPage page(Owner owner, OptionalLong from, int most) {
        // The time of acceptance by the one clock of Redis, so no two of an owner have the same.
        String newest = from.isPresent() ? String.valueOf(from.getAsLong()) : "+inf";
        String owned = keys.owned(owner);
        List<Entry> entries = Entry.of(owned, 0, redis.send(Request.cmd(Command.ZRANGE).arg(owned)
                .arg(newest).arg("-inf").arg("BYSCORE").arg("REV").arg("LIMIT").arg(0).arg(most + 1)
                .arg("WITHSCORES")));
        List<DownloadId> ids = entries.stream().limit(most).map(Entry::id).toList();
        List<Download> downloads = find(owner, ids);
        if (downloads.size() < ids.size()) {
            forgetExpired(owner, ids, downloads);
        }
        return new DownloadPage(downloads, entries.size() > most
                ? OptionalLong.of(entries.get(most).score)
                : OptionalLong.empty());
    }

    /** An index of somebody who comes back every day lives for ever, and must not grow for ever. */
    private void forgetExpired(Owner owner, List<DownloadId> listed, List<Download> there) {
        Request forget = Request.cmd(Command.ZREM).arg(keys.owned(owner));
        Set<DownloadId> found = there.stream().map(Download::id).collect(Collectors.toSet());
        listed.stream().filter(id -> !found.contains(id)).forEach(id -> forget.arg(id.value()));
        redis.send(forget);
    }

    @Override
    public Optional<Download> replace(Download next, Duration due) {
        return replace(next, becomes(next, due), due, Optional.empty());
    }

    @Override
    public boolean remove(Download seen) {
        return replace(seen, "removed", Duration.ZERO, Optional.empty()).isPresent();
    }

    @Override
    public Optional<Download> claim(Download claimed, Duration lease, Optional<ConcurrencyLimit> limit) {
        return replace(claimed, becomes(claimed, lease), lease, limit);
    }

    private static String becomes(Download next, Duration due) {
        if (next.isEnded()) {
            return "ended";
        }
        if (next.lease().isPresent()) {
            return "running";
        }
        return due.isZero() ? "waiting" : "resting";
    }

    @Override
    public Optional<Download> restore(Download lost, Duration due) {
        Response answer = create("restore", lost, due, Optional.empty(), new Limits(0, 0));
        return answer.get(0).toString().equals("ACCEPTED")
                ? Optional.of(lost.recorded(answer.get(1).toLong()))
                : Optional.empty();
    }

    @Override
    public Due due(int most) {
        List<Request> requests = new ArrayList<>();
        requests.add(Request.cmd(Command.TIME));
        for (int shard = 0; shard < keys.shards(); shard++) {
            requests.add(first(most, keys.due(shard)));
            requests.add(first(most, keys.line(shard)));
        }
        List<Response> answers = redis.send(requests);
        long now = millis(answers.get(0));
        List<Entry> timed = new ArrayList<>();
        List<Entry> waiting = new ArrayList<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            timed.addAll(Entry.of(keys.due(shard), shard, answers.get(2 * shard + 1)));
            waiting.addAll(Entry.of(keys.line(shard), shard, answers.get(2 * shard + 2)));
        }
        Comparator<Entry> order = Comparator.comparingLong(Entry::score);
        timed.sort(order);
        List<Entry> ripe = timed.stream().filter(entry -> entry.score <= now).limit(most).toList();
        Duration untilNext = timed.size() > ripe.size()
                ? Duration.ofMillis(Math.max(0, timed.get(ripe.size()).score - now))
                : NOTHING_DUE;
        return new Due(load(Stream.concat(ripe.stream(), waiting.stream().sorted(order)).limit(most).toList()),
                untilNext);
    }

    private static Request first(int most, String index) {
        return Request.cmd(Command.ZRANGE).arg(index).arg(0).arg(most).arg("WITHSCORES");
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
                .mapToObj(i -> standing(answers.get(2 * i), answers.get(2 * i + 1).toInteger() > 0))
                .toList();
    }

    /** An ended download can outlive its marker, and a marker the removed download. */
    private static TrackingStatus standing(Response state, boolean marked) {
        if (marked) {
            return TrackingStatus.ENDED;
        }
        if (state == null) {
            return TrackingStatus.MISSING;
        }
        return UNENDED.contains(state.toString()) ? TrackingStatus.ACTIVE : TrackingStatus.ENDED;
    }

    @Override
    public Map<DownloadId, Integer> ahead(List<Download> downloads) {
        List<Download> waiting = downloads.stream().filter(Download::isPending).toList();
        List<Response> ranks = redis.send(waiting.stream().map(download -> Request.cmd(Command.HGET)
                .arg(keys.download(download.owner(), download.id())).arg("rank")).toList());
        Iterator<Response> before = redis.send(ranks.stream().filter(Objects::nonNull)
                .flatMap(rank -> IntStream.range(0, keys.shards()).mapToObj(shard -> Request.cmd(Command.ZCOUNT)
                        .arg(keys.line(shard)).arg("-inf").arg("(" + rank)))
                .toList()).iterator();
        Map<DownloadId, Integer> ahead = new HashMap<>();
        for (int i = 0; i < waiting.size(); i++) {
            if (ranks.get(i) != null) {
                ahead.put(waiting.get(i).id(),
                        IntStream.range(0, keys.shards()).map(shard -> before.next().toInteger()).sum());
            }
        }
        return ahead;
    }

    @Override
    public QueueSnapshot snapshot() {
        return IntStream.range(0, keys.shards()).mapToObj(this::load).reduce(QueueSnapshot.NONE, QueueSnapshot::and);
    }

    private QueueSnapshot load(int shard) {
        Response answer = redis.run(LOAD, List.of(keys.line(shard), keys.leases(shard), keys.due(shard)),
                List.of(keys.downloads(shard)));
        return new QueueSnapshot(answer.get(0).toInteger(), Duration.of(answer.get(1).toLong(), ChronoUnit.MICROS),
                answer.get(2).toInteger(), answer.get(3).toInteger());
    }

    @Override
    public void wake() {
        redis.send(hint());
    }

    @Override
    public boolean awaitWake(Duration atMost) {
        Response hint = redis.sendAndWait(
                Request.cmd(Command.BLPOP).arg(keys.wake()).arg(String.valueOf(atMost.toMillis() / 1_000.0)), atMost,
                // Redis does not know that whoever waits here was interrupted.
                hint());
        return hint != null;
    }

    private List<Request> hint() {
        return List.of(
                Request.cmd(Command.LPUSH).arg(keys.wake()).arg("1"),
                Request.cmd(Command.LTRIM).arg(keys.wake()).arg(0).arg(HINTS),
                Request.cmd(Command.PEXPIRE).arg(keys.wake()).arg(HINT_LIFE.toMillis()));
    }

    private Response create(String mode, Download download, Duration due, Optional<IdempotencyKey> key,
            Limits limits) {
        Owner owner = download.owner();
        return redis.run(SUBMIT,
                List.of(keys.download(owner, download.id()), keys.ended(owner, download.id()), keys.due(owner),
                        keys.owned(owner), keys.active(owner), keys.line(owner),
                        keys.idempotency(owner, key.map(IdempotencyKey::value).orElse(""))),
                List.of(mode, download.id().value(), DownloadJson.write(download), download.stateName(),
                        String.valueOf(download.version()), dueIn(download, due), timeToLive(unendedLife(download)),
                        String.valueOf(limits.activePerOwner()), String.valueOf(limits.activeTotal()),
                        key.map(IdempotencyKey::fingerprint).orElse(""), timeToLive(retention),
                        becomes(download, due).equals("waiting") ? "yes" : "no"));
    }

    private Optional<Download> replace(Download next, String becomes, Duration due, Optional<ConcurrencyLimit> limit) {
        Owner owner = next.owner();
        Response recorded = redis.run(REPLACE,
                List.of(keys.download(owner, next.id()), keys.ended(owner, next.id()), keys.due(owner),
                        keys.owned(owner), keys.active(owner), keys.line(owner), keys.leases(owner)),
                List.of(String.valueOf(next.version()), next.id().value(), DownloadJson.write(next), next.stateName(),
                        becomes, dueIn(next, due), timeToLive(next.isEnded() ? retention : unendedLife(next)),
                        // A download that is removed after its deadline must not come back either.
                        timeToLive(unendedLife(next)), keys.rooms(owner), limit.map(ConcurrencyLimit::name).orElse(""),
                        String.valueOf(limit.map(ConcurrencyLimit::most).orElse(0))));
        if (recorded == null) {
            return Optional.empty();
        }
        boolean someoneWasCalled = recorded.get(1).toInteger() > 0;
        if (someoneWasCalled) {
            wake();
        }
        return Optional.of(next.recorded(recorded.get(0).toLong()));
    }

    /** One that stands in line is found there; it is due when its time is over. */
    private String dueIn(Download next, Duration due) {
        return millis(becomes(next, due).equals("waiting") ? untilDeadline(next) : due);
    }

    /** What became of the download that was accepted with this key; as it was then, if it is gone. */
    private Download earlier(Owner owner, Response repeated) {
        return find(owner, new DownloadId(repeated.get(1).toString()))
                .orElseGet(() -> DownloadJson.read(repeated.get(2).toString()));
    }

    private List<Download> find(Owner owner, List<DownloadId> ids) {
        return redis.send(ids.stream().map(id -> read(keys.download(owner, id))).toList()).stream()
                .flatMap(answer -> download(answer).stream())
                // The key does not hold the owner, and nobody sees what is not his.
                .filter(download -> download.owner().equals(owner))
                .toList();
    }

    /** Those of the entries that still stand there: another worker may have claimed one since the index was read. */
    private List<Download> load(List<Entry> entries) {
        List<Request> requests = new ArrayList<>();
        for (Entry entry : entries) {
            requests.add(read(keys.download(entry.shard, entry.id)));
            // Asked for after the download: if the entry has not moved then, what was read is what stood there.
            requests.add(Request.cmd(Command.ZSCORE).arg(entry.index).arg(entry.id.value()));
        }
        List<Response> answers = redis.send(requests);
        List<Download> loaded = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Response score = answers.get(2 * i + 1);
            if (score != null && Entry.number(score) == entry.score) {
                download(answers.get(2 * i)).ifPresentOrElse(loaded::add, () -> redis.send(
                        Request.cmd(Command.ZREM).arg(entry.index).arg(entry.id.value())));
            }
        }
        return loaded;
    }

    private static Request read(String key) {
        return Request.cmd(Command.HMGET).arg(key).arg("version").arg("document");
    }

    private static Optional<Download> download(Response answer) {
        return answer.get(0) == null
                ? Optional.empty()
                : Optional.of(DownloadJson.read(answer.get(1).toString()).recorded(answer.get(0).toLong()));
    }

    private static List<DownloadId> ids(Response members) {
        return members.stream().map(member -> new DownloadId(member.toString())).toList();
    }

    /** Past the deadline, so that somebody can still end it as an error, and its owner still see that. */
    private Duration unendedLife(Download download) {
        return untilDeadline(download).plus(retention);
    }

    private Duration untilDeadline(Download download) {
        Duration left = Duration.between(clock.instant(), download.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What TIME answers. */
    private static long millis(Response secondsAndMicros) {
        return secondsAndMicros.get(0).toLong() * 1_000 + secondsAndMicros.get(1).toLong() / 1_000;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    /** Redis refuses one of nothing. */
    private static String timeToLive(Duration duration) {
        return String.valueOf(Math.max(1, duration.toMillis()));
    }

    /** @param score in milliseconds where the index is of times, else a rank */
    private record Entry(String index, int shard, DownloadId id, long score) {

        static List<Entry> of(String index, int shard, Response membersWithScores) {
            List<Entry> entries = new ArrayList<>();
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

        private static Entry entry(String index, int shard, Response member, Response score) {
            return new Entry(index, shard, new DownloadId(member.toString()), number(score));
        }

        private static long number(Response score) {
            return (long) Double.parseDouble(score.toString());
        }
    }
}
