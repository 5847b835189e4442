package org.downloadmanager.downloads;

import java.time.Clock;

class InMemoryDownloadsTest extends DownloadsContract {

    private final InMemoryDownloads downloads = new InMemoryDownloads(Clock.systemUTC());

    @Override
    protected Downloads downloads() {
        return downloads;
    }

    @Override
    protected WorkQueue queue() {
        return downloads;
    }

    @Override
    protected QueueStats stats() {
        return downloads;
    }

    @Override
    protected void loseEverything() {
        downloads.loseEverything();
    }
}
