package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.downloadmanager.local.KafkaBroker;
import org.downloadmanager.system.RedisInspector.Segment;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Every published state of a download. A socket shows only the newest state, and Redis holds only the last one; Kafka keeps
 * all states longer than any test takes.
 */
final class EventHistory {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /**
     * A download at one moment.
     *
     * @param epoch the version with which its claim was recorded; 0 without a claim
     * @param expiredLeases leases that expired since the last checkpoint
     */
    record Snapshot(String state, long version, int attempt, String worker, long epoch, Download.Progress progress,
            int expiredLeases, List<Segment> checkpoint) {

        private static Snapshot of(JsonNode download) {
            return new Snapshot(download.path("state").asText(), download.path("version").asLong(),
                    download.path("attempt").asInt(), download.path("worker").asText(), download.path("epoch").asLong(),
                    new Download.Progress(download.path("done").asLong(),
                            download.path("total").isNumber() ? download.path("total").asLong() : null,
                            null, null),
                    download.path("expiredLeases").asInt(), RedisInspector.segments(download));
        }

        boolean isProcessing() {
            return "PROCESSING".equals(state);
        }

        private boolean isClaimOf(int number) {
            return isProcessing() && attempt == number && version == epoch;
        }
    }

    private EventHistory() {}

    /** The downloads with an expired lease. */
    static Set<String> withExpiredLeases(KafkaBroker kafka) {
        return KafkaTopic.records(KafkaBroker.EVENTS, kafka, text -> !text.contains("\"expiredLeases\":0")).stream()
                .map(event -> event.path("download")).filter(download -> download.path("expiredLeases").asInt() > 0)
                .map(download -> download.path("id").asText()).collect(Collectors.toSet());
    }

    /** The states published so far, in the order of their versions. */
    static List<Snapshot> of(String id, KafkaBroker kafka) {
        return KafkaTopic.recordsAbout(id, KafkaBroker.EVENTS, kafka).stream()
                .map(event -> Snapshot.of(event.path("download")))
                .sorted(Comparator.comparingLong(Snapshot::version)).toList();
    }

    /** Waits for the start of an attempt: its worker and its checkpoint. */
    static Snapshot beginning(String id, int attempt, KafkaBroker kafka) {
        return await("attempt " + attempt + " at " + id).atMost(TIMEOUT)
                .until(() -> of(id, kafka).stream().filter(each -> each.isClaimOf(attempt)).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /**
     * Returns the start of an attempt. It resumed from the last checkpoint published before, or from a later one that a
     * killed worker could not publish, and it kept everything before that checkpoint.
     */
    static Snapshot assertContinued(String id, int attempt, KafkaBroker kafka) {
        Snapshot beginning = beginning(id, attempt, kafka);
        List<Snapshot> all = of(id, kafka);
        List<Segment> before = all.stream().filter(each -> each.attempt() < attempt && !each.checkpoint().isEmpty())
                .reduce((earlier, later) -> later).map(Snapshot::checkpoint).orElse(List.of());
        assertThat(beginning.checkpoint()).as("%s", all).isNotEmpty();
        if (!before.isEmpty()) {
            int last = before.size() - 1;
            assertThat(beginning.checkpoint()).as("%s", all).hasSizeGreaterThan(last);
            assertThat(beginning.checkpoint().subList(0, last)).as("%s", all).isEqualTo(before.subList(0, last));
            assertThat(beginning.checkpoint().get(last).name()).as("%s", all).isEqualTo(before.get(last).name());
            assertThat(beginning.checkpoint().get(last).length()).as("%s", all)
                    .isGreaterThanOrEqualTo(before.get(last).length());
        }
        assertThat(all).filteredOn(each -> each.isProcessing() && each.attempt() == attempt)
                .allSatisfy(each -> assertThat(each.checkpoint())
                        .startsWith(beginning.checkpoint().toArray(Segment[]::new)));
        return beginning;
    }
}
