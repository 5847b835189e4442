package org.downloadmanager.downloads.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.downloads.ConcurrencyLimit;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadsConfig;
import org.downloadmanager.downloads.IdempotencyKey;
import org.downloadmanager.downloads.Limits;
import org.downloadmanager.downloads.Owner;
import org.downloadmanager.downloads.Placement;
import org.downloadmanager.downloads.redis.CircuitBreakingRedis.Script;
import org.downloadmanager.messages.DownloadJson;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * The stored form of downloads. Every change is one of two scripts, so it happens completely or not at all, and every key
 * has a time to live.
 */
final class DownloadScripts {

    private static final Script SUBMIT = Script.read("submit.lua");
    private static final Script REPLACE = Script.read("replace.lua");

    private static final Duration HINT_LIFE = Duration.ofSeconds(10);
    private static final int MAX_HINTS = 1_000;

    private final CircuitBreakingRedis redis;
    private final RedisKeys keys;
    private final Duration retention;
    private final Clock clock;

    DownloadScripts(CircuitBreakingRedis redis, DownloadsConfig config, Clock clock) {
        this.redis = redis;
        this.keys = new RedisKeys(config.shards());
        this.retention = config.retention();
        this.clock = clock;
    }

    RedisKeys keys() {
        return keys;
    }

    /** @return the answer of the script: ACCEPTED and the version, or why it was not accepted */
    Response submit(Download download, Optional<IdempotencyKey> key, Limits limits) {
        return create("submit", download, Placement.queued(), key, limits);
    }

    /** @return ACCEPTED and the version, or KNOWN */
    Response restore(Download lost, Placement placement) {
        return create("restore", lost, placement, Optional.empty(), new Limits(0, 0));
    }

    private Response create(String mode, Download download, Placement placement, Optional<IdempotencyKey> key,
            Limits limits) {
        Owner owner = download.owner();
        Move move = move(download, placement);
        return redis.run(SUBMIT,
                List.of(keys.download(owner, download.id()), keys.ended(owner, download.id()), keys.due(owner),
                        keys.owned(owner), keys.active(owner), keys.queue(owner), keys.leases(owner),
                        keys.idempotency(owner, key.map(IdempotencyKey::value).orElse(""))),
                List.of(mode, download.id().value(), DownloadJson.write(download), download.stateName(),
                        String.valueOf(download.version()), move.name, millis(move.due), timeToLive(move.life),
                        String.valueOf(limits.activePerOwner()), String.valueOf(limits.activeTotal()),
                        key.map(IdempotencyKey::fingerprint).orElse(""), timeToLive(retention)));
    }

    /** The download as recorded; empty when it has another version, or the limit blocks the claim. */
    Optional<Download> replace(Download next, Placement placement, Optional<ConcurrencyLimit> limit) {
        return replace(next, move(next, placement), limit);
    }

    /** Whether the download still had this version. */
    boolean remove(Download seen) {
        return replace(seen, new Move("removed", Duration.ZERO, retention), Optional.empty()).isPresent();
    }

    private Optional<Download> replace(Download next, Move move, Optional<ConcurrencyLimit> limit) {
        Owner owner = next.owner();
        Response recorded = redis.run(REPLACE,
                List.of(keys.download(owner, next.id()), keys.ended(owner, next.id()), keys.due(owner),
                        keys.owned(owner), keys.active(owner), keys.queue(owner), keys.leases(owner)),
                List.of(String.valueOf(next.version()), next.id().value(), DownloadJson.write(next), next.stateName(),
                        move.name, millis(move.due), timeToLive(move.life),
                        // A download that is removed after its deadline must not be restored either.
                        timeToLive(activeLife(next)), keys.inUse(owner), keys.blocked(owner),
                        limit.map(ConcurrencyLimit::name).orElse(""),
                        String.valueOf(limit.map(ConcurrencyLimit::permits).orElse(0))));
        if (recorded == null) {
            return Optional.empty();
        }
        boolean anotherWasUnblocked = recorded.get(1).toInteger() > 0;
        if (anotherWasUnblocked) {
            wake();
        }
        return Optional.of(next.recorded(recorded.get(0).toLong()));
    }

    /** Wakes one worker that waits for a hint. */
    void wake() {
        redis.send(hint());
    }

    List<Request> hint() {
        return List.of(
                Request.cmd(Command.LPUSH).arg(keys.wake()).arg("1"),
                Request.cmd(Command.LTRIM).arg(keys.wake()).arg(0).arg(MAX_HINTS),
                Request.cmd(Command.PEXPIRE).arg(keys.wake()).arg(HINT_LIFE.toMillis()));
    }

    /** Reads a download; {@link #download} parses the answer. */
    static Request read(String key) {
        return Request.cmd(Command.HMGET).arg(key).arg("version").arg("document");
    }

    static Optional<Download> download(Response answer) {
        return answer.get(0) == null
                ? Optional.empty()
                : Optional.of(DownloadJson.read(answer.get(1).toString()).recorded(answer.get(0).toLong()));
    }

    private Move move(Download next, Placement placement) {
        placement.requireFor(next);
        return placement.fold(
                () -> new Move("queued", untilDeadline(next), activeLife(next)),
                backoff -> new Move("retry", backoff, activeLife(next)),
                lease -> new Move("leased", lease, activeLife(next)),
                () -> new Move("finished", Duration.ZERO, retention));
    }

    /** Beyond the deadline, so that a worker can still end the download as an error and its owner can see it. */
    private Duration activeLife(Download download) {
        return untilDeadline(download).plus(retention);
    }

    private Duration untilDeadline(Download download) {
        Duration left = Duration.between(clock.instant(), download.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    /** At least a millisecond: Redis refuses a time to live of zero. */
    private static String timeToLive(Duration duration) {
        return String.valueOf(Math.max(1, duration.toMillis()));
    }

    /**
     * A placement as the scripts know it.
     *
     * @param due how long until the download is due
     * @param life the time to live of the stored download
     */
    private record Move(String name, Duration due, Duration life) {}
}
