package org.downloadmanager.worker.execution;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.messages.DeadLetter;
import org.downloadmanager.worker.publishing.DownloadEventPublisher;

/** Remembers what was announced and buried. */
final class RecordingEventPublisher implements DownloadEventPublisher {

    final List<Download> announced = new CopyOnWriteArrayList<>();
    final List<DeadLetter> buried = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Download download) {
        announced.add(download);
    }

    @Override
    public boolean publishDeadLetter(DeadLetter letter) {
        return buried.add(letter);
    }

    List<String> statesOf(DownloadId id) {
        return announced.stream().filter(download -> download.id().equals(id)).map(Download::stateName).distinct()
                .toList();
    }
}
