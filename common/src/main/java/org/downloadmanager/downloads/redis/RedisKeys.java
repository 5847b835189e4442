package org.downloadmanager.downloads.redis;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Owner;

/**
 * The names of all keys. The keys that one script uses share a hash tag, so that one node of a Redis Cluster holds them;
 * the owner of a download determines its shard.
 */
record RedisKeys(int shards) {

    RedisKeys {
        if (shards < 1) {
            throw new IllegalArgumentException("There must be at least one shard, not " + shards);
        }
    }

    String download(Owner owner, DownloadId id) {
        return download(shard(owner), id);
    }

    String download(int shard, DownloadId id) {
        return downloads(shard) + id;
    }

    /** The prefix of the keys of all downloads of a shard. */
    String downloads(int shard) {
        return tag(shard) + "download:";
    }

    String ended(Owner owner, DownloadId id) {
        return tag(shard(owner)) + "ended:" + id;
    }

    String due(Owner owner) {
        return due(shard(owner));
    }

    String due(int shard) {
        return tag(shard) + "due";
    }

    String queue(Owner owner) {
        return queue(shard(owner));
    }

    String queue(int shard) {
        return tag(shard) + "queue";
    }

    String leases(Owner owner) {
        return leases(shard(owner));
    }

    String leases(int shard) {
        return tag(shard) + "leases";
    }

    /**
     * The downloads that hold a permit of a concurrency limit, by the end of their lease; the script appends the
     * limit's name.
     */
    String inUse(Owner owner) {
        return tag(shard(owner)) + "in-use:";
    }

    /**
     * The downloads that wait for a permit of a concurrency limit, in the order of the queue; the script appends the
     * limit's name.
     */
    String blocked(Owner owner) {
        return tag(shard(owner)) + "blocked:";
    }

    String owned(Owner owner) {
        return tag(shard(owner)) + "owned:" + owner;
    }

    String active(Owner owner) {
        return tag(shard(owner)) + "active:" + owner;
    }

    String idempotency(Owner owner, String key) {
        return tag(shard(owner)) + "idempotency:" + owner + ':' + key;
    }

    String wake() {
        return "downloads:wake";
    }

    static String preview(String export) {
        return "downloads:preview:" + export;
    }

    /** Exists while the preview of the export needs no refresh. */
    static String previewFresh(String export) {
        return "downloads:preview-fresh:" + export;
    }

    private int shard(Owner owner) {
        return Math.floorMod(owner.id().hashCode(), shards);
    }

    private static String tag(int shard) {
        return "{downloads:" + shard + "}:";
    }
}
