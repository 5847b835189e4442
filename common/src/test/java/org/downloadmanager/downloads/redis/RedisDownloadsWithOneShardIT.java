package org.downloadmanager.downloads.redis;

class RedisDownloadsWithOneShardIT extends RedisDownloadsContract {

    RedisDownloadsWithOneShardIT() {
        super(1);
    }
}
