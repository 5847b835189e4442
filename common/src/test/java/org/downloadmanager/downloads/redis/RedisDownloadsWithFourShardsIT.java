package org.downloadmanager.downloads.redis;

class RedisDownloadsWithFourShardsIT extends RedisDownloadsContract {

    RedisDownloadsWithFourShardsIT() {
        super(4);
    }
}
