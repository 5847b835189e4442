package org.downloadmanager.peers.jobrunr;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.sql.SQLException;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.filters.JobServerFilter;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;

/** JobRunr as its manual sets it up: replicas of the API only enqueue, workers run the jobs. */
@Singleton
class Jobs {

    /** The shortest poll interval that JobRunr accepts. */
    private static final int SHORTEST_POLL_SECONDS = 5;
    /** Twice its default on two cores, so that more jobs are loaded until the next poll. */
    private static final int WORKERS = 32;

    @Produces
    @Singleton
    @Startup
    JobRequestScheduler scheduler(AgroalDataSource database, PeerConfig config, Downloads downloads) {
        return JobRunr.configure()
                .useJobActivator(new org.jobrunr.server.JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return Arc.container().instance(type).get();
                    }
                })
                .withJobFilter(new GivingUp(downloads))
                .useStorageProvider(SqlStorageProviderFactory.using(database))
                .useBackgroundJobServerIf(config.role() == PeerConfig.Role.WORKER, settings(config))
                .initialize().getJobRequestScheduler();
    }

    private static BackgroundJobServerConfiguration settings(PeerConfig config) {
        BackgroundJobServerConfiguration settings = usingStandardBackgroundJobServerConfiguration()
                .andName(config.name());
        return config.tuning() == PeerConfig.Tuning.DEFAULTS
                ? settings
                : settings.andPollIntervalInSeconds(SHORTEST_POLL_SECONDS).andWorkerCount(WORKERS);
    }

    /** Running jobs have ten seconds to end; other workers run the rest once they notice. */
    void stop(@Observes ShutdownEvent event) {
        JobRunr.destroy();
    }

    /** Informs the owner when the last retry has failed. */
    private record GivingUp(Downloads downloads) implements JobServerFilter {

        @Override
        public void onFailedAfterRetries(Job job) {
            try {
                downloads.fail(job.getId());
            } catch (SQLException e) {
                Log.errorf(e, "Not told: download=%s", job.getId());
            }
        }
    }
}
