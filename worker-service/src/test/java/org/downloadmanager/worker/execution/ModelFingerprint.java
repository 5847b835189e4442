package org.downloadmanager.worker.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;

/** A state of the model in which versions are replaced by their order, and workers can change places. */
final class ModelFingerprint {

    private final List<DownloadId> ids;
    private final List<TreeSet<Long>> versions = new ArrayList<>();
    private final List<List<Object>> sections = new ArrayList<>();

    ModelFingerprint(List<DownloadId> ids) {
        this.ids = ids;
        ids.forEach(id -> versions.add(new TreeSet<>()));
        nextWorker();
    }

    void nextWorker() {
        sections.add(new ArrayList<>());
    }

    void add(Object... parts) {
        for (Object part : parts) {
            section().add(part);
        }
    }

    void version(DownloadId id, long version) {
        int download = ids.indexOf(id);
        versions.get(download).add(version);
        section().add(new Version(download, version));
    }

    void download(Optional<Download> some) {
        if (some.isEmpty()) {
            add('-');
            return;
        }
        Download download = some.get();
        add(ids.indexOf(download.id()), download.stateName(), download.progress().done(),
                download.retryState().expiredLeases(),
                download.retryState().failures());
        version(download.id(), download.version());
        download.lease().ifPresent(lease -> version(download.id(), lease.epoch().orElse(0)));
        download.failure().ifPresent(failure -> add(failure.code()));
        download.file().ifPresent(file -> version(download.id(),
                Long.parseLong(file.location().substring(ModelRules.location(0).length() - 1))));
        download.retryState().checkpoint().ifPresent(checkpoint -> checkpoint(download.id(), checkpoint));
    }

    void attempt(ModelAttempt attempt) {
        Claim claim = attempt.claim();
        add(attempt.reached(), claim.isHeld(), claim.isEnded());
        version(claim.download().id(), claim.epoch());
        download(Optional.of(claim.download()));
    }

    void job(ModelJob job) {
        if (job != null) {
            job.before().ifPresent(frozen -> {
                add(job.step().move(), job.step().subject(), frozen.call());
                if (!job.step().move().isOfAttempt()) {
                    // The calls that were made before.
                    add(job.answers().size());
                }
                download(frozen.subject());
            });
        }
    }

    private void checkpoint(DownloadId id, Checkpoint checkpoint) {
        add(checkpoint.token());
        version(id, Long.parseLong(checkpoint.segments().get(0).name()));
    }

    private List<Object> section() {
        return sections.get(sections.size() - 1);
    }

    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (List<Object> section : sections) {
            StringBuilder text = new StringBuilder();
            for (Object part : section) {
                text.append(part instanceof Version version
                        ? "#" + versions.get(version.download).headSet(version.value).size()
                        : part).append(' ');
            }
            texts.add(text.toString());
        }
        Collections.sort(texts.subList(1, texts.size()));
        return String.join("|", texts);
    }

    private record Version(int download, long value) {}
}
