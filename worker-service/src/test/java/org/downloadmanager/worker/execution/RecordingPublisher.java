package org.downloadmanager.worker.execution;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.messages.DownloadEvent;
import org.downloadmanager.messages.DownloadEventPublisher;
import org.downloadmanager.worker.publishing.DeadLetterPublisher;

/** Records published events and dead letters. */
final class RecordingPublisher implements DownloadEventPublisher, DeadLetterPublisher {

    final List<Download> published = new CopyOnWriteArrayList<>();
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();

    @Override
    public void publish(DownloadEvent event) {
        published.add(event.download());
    }

    @Override
    public void publishUnlessEnded(DownloadEvent event) {
        publish(event);
    }

    @Override
    public boolean publish(DeadLetter letter) {
        return deadLetters.add(letter);
    }

    List<String> statesOf(DownloadId id) {
        return published.stream().filter(download -> download.id().equals(id)).map(Download::stateName).distinct()
                .toList();
    }
}
