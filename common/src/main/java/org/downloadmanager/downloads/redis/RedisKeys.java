package org.downloadmanager.downloads.redis;

import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Owner;

/**
 * The names of all keys. Those that one script touches share a hash tag, so that they stand on one node of a Redis
 * Cluster; a download's shard follows from its owner.
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

    /** What the names of the keys of all downloads of a shard begin with. */
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

    String line(Owner owner) {
        return line(shard(owner));
    }

    String line(int shard) {
        return tag(shard) + "line";
    }

    String leases(Owner owner) {
        return leases(shard(owner));
    }

    String leases(int shard) {
        return tag(shard) + "leases";
    }

    /** What the names of the keys of a room begin with: who is in it, and who is before it. */
    String rooms(Owner owner) {
        return tag(shard(owner));
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

    /** There while no other preview of the export is wanted. */
    static String previewed(String export) {
        return "downloads:previewed:" + export;
    }

    private int shard(Owner owner) {
        return Math.floorMod(owner.id().hashCode(), shards);
    }

    private static String tag(int shard) {
        return "{downloads:" + shard + "}:";
    }
}
