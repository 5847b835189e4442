package org.downloadmanager.worker.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;
import org.downloadmanager.worker.publishing.DeadLetterPublisher;

/** What an actor does besides calling the store, in order. */
final class ModelEffects implements DownloadEventPublisher, DeadLetterPublisher {

    /** What is judged once the rules have seen what the store holds. */
    interface Judge {

        void started(Download claimed);

        void finished(DownloadId id);

        void published(Download download);
    }

    private final List<Runnable> judgements = new ArrayList<>();
    private final Judge judge;
    private Optional<Download> started = Optional.empty();
    private boolean deadLetterWritten;

    ModelEffects(Judge judge) {
        this.judge = judge;
    }

    void start(Download claimed) {
        started = Optional.of(claimed);
        judgements.add(() -> judge.started(claimed));
    }

    void finish(DownloadId id) {
        judgements.add(() -> judge.finished(id));
    }

    @Override
    public void publish(DownloadEvent event) {
        judgements.add(() -> judge.published(event.download()));
    }

    @Override
    public void publishUnlessEnded(DownloadEvent event) {
        publish(event);
    }

    @Override
    public boolean publish(DeadLetter letter) {
        deadLetterWritten = true;
        return true;
    }

    /** Judges all but the first ones, and answers with how many there are. */
    int judgeFrom(int first) {
        judgements.subList(first, judgements.size()).forEach(Runnable::run);
        return judgements.size();
    }

    Optional<Download> started() {
        return started;
    }

    boolean deadLetterWritten() {
        return deadLetterWritten;
    }
}
