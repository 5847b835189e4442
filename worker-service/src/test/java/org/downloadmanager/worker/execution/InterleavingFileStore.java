package org.downloadmanager.worker.execution;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

import org.downloadmanager.downloads.Checkpoint;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.StoredFile;
import org.downloadmanager.files.Draft;
import org.downloadmanager.files.FileContent;
import org.downloadmanager.files.FileStore;
import org.downloadmanager.files.Rendering;

/** A store that runs an action during the publication of a file. */
record InterleavingFileStore(FileStore store, Runnable meanwhile) implements FileStore {

    @Override
    public Draft draft(DownloadId id, long epoch, Instant expires, Optional<Checkpoint> from) throws IOException {
        return new MeanwhileDraft(store.draft(id, epoch, expires, from), meanwhile);
    }

    @Override
    public Optional<FileContent> open(StoredFile file) throws IOException {
        return store.open(file);
    }

    @Override
    public void delete(StoredFile file) throws IOException {
        store.delete(file);
    }

    @Override
    public int removeExpired(Instant now) throws IOException {
        return store.removeExpired(now);
    }

    private record MeanwhileDraft(Draft draft, Runnable meanwhile) implements Draft {

        @Override
        public StoredFile publish(String name, String contentType, long rows, Instant expires) throws IOException {
            meanwhile.run();
            return draft.publish(name, contentType, rows, expires);
        }

        @Override
        public Optional<Checkpoint> resumedFrom() {
            return draft.resumedFrom();
        }

        @Override
        public OutputStream output() {
            return draft.output();
        }

        @Override
        public Rendering rendering() throws IOException {
            return draft.rendering();
        }

        @Override
        public Checkpoint checkpoint(String token) throws IOException {
            return draft.checkpoint(token);
        }

        @Override
        public void discard() throws IOException {
            draft.discard();
        }

        @Override
        public void close() throws IOException {
            draft.close();
        }
    }
}
