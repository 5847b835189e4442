package org.downloadmanager.downloads;

import java.time.Duration;

/** The lifetime of downloads with the defaults of the services. */
public record TestDownloadsConfig(int shards) implements DownloadsConfig {

    @Override
    public Duration horizon() {
        return Duration.ofHours(24);
    }

    @Override
    public Duration retention() {
        return Duration.ofHours(24);
    }

    @Override
    public Duration lease() {
        return Duration.ofMillis(1_500);
    }
}
