package org.downloadmanager.peers.jobrunr;

import java.util.UUID;

import org.jobrunr.jobs.lambdas.JobRequest;

/** The job. Not a record, because JobRunr sets the fields of deserialised jobs. */
public final class MakeFile implements JobRequest {

    private UUID id;

    MakeFile() {}

    MakeFile(UUID id) {
        this.id = id;
    }

    UUID id() {
        return id;
    }

    @Override
    public Class<FileMaker> getJobRequestHandler() {
        return FileMaker.class;
    }
}
