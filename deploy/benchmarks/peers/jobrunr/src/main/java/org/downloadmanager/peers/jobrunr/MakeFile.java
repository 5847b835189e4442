package org.downloadmanager.peers.jobrunr;

import java.util.UUID;

import org.jobrunr.jobs.lambdas.JobRequest;

/** The job. Not a record: JobRunr fills the fields of what it has read from the database. */
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
