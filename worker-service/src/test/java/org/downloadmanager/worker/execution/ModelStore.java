package org.downloadmanager.worker.execution;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.Downloads;
import org.downloadmanager.downloads.InMemoryDownloads;
import org.downloadmanager.downloads.SettableClock;
import org.downloadmanager.downloads.WorkQueue;
import org.downloadmanager.downloads.WorkQueue.Due;

/** A store of downloads for a model that sees all of it and moves its time. */
interface ModelStore {

    Downloads downloads();

    WorkQueue queue();

    SettableClock clock();

    /** Everything that becomes due without further changes. */
    Set<DownloadId> everDue();

    /** What is due at the earliest time at which anything is. */
    Set<DownloadId> nextDue();

    void loseEverything();

    /** In memory, where time passes only as the model says. */
    record InMemory(InMemoryDownloads memory, SettableClock clock) implements ModelStore {

        private static final Duration FAR = Duration.ofDays(1_000);

        InMemory(SettableClock clock) {
            this(new InMemoryDownloads(clock), clock);
        }

        @Override
        public Downloads downloads() {
            return memory;
        }

        @Override
        public WorkQueue queue() {
            return memory;
        }

        @Override
        public Set<DownloadId> everDue() {
            clock.advance(FAR);
            Set<DownloadId> due = ids(memory.due(Integer.MAX_VALUE).downloads());
            clock.advance(FAR.negated());
            return due;
        }

        @Override
        public Set<DownloadId> nextDue() {
            Due due = memory.due(Integer.MAX_VALUE);
            if (due.downloads().isEmpty()) {
                clock.advance(due.untilNext());
                due = memory.due(Integer.MAX_VALUE);
            }
            return ids(due.downloads());
        }

        @Override
        public void loseEverything() {
            memory.loseEverything();
        }

        private static Set<DownloadId> ids(List<Download> downloads) {
            return downloads.stream().map(Download::id).collect(Collectors.toSet());
        }
    }
}
