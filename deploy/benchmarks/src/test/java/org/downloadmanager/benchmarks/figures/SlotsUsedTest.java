package org.downloadmanager.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.assertj.core.data.Offset;
import org.downloadmanager.benchmarks.figures.SlotsUsed.Course;
import org.junit.jupiter.api.Test;

class SlotsUsedTest {

    private static final Offset<Double> EXACTLY = within(1e-9);

    @Test
    void anIdleSlotDuringAQueueIsUnused() {
        // Given two slots, one of which waits from 2 to 3 before it takes the last one
        List<Course> courses = List.of(Course.of(0, 0, 4), Course.of(0, 0, 2), Course.of(0, 3, 5));

        // Then
        assertThat(SlotsUsed.used(courses, 2)).isCloseTo(5.0 / 6, EXACTLY);
    }

    @Test
    void slotsThatTakeTheNextDownloadAtOnceAreFullyUsed() {
        // Given
        List<Course> courses = List.of(Course.of(0, 0, 4), Course.of(0, 0, 2), Course.of(0, 2, 5), Course.of(0, 4, 6));

        // Then
        assertThat(SlotsUsed.used(courses, 2)).isCloseTo(1, EXACTLY);
    }

    @Test
    void anIdealQueueStartsTheNextDownloadWhenOneEnds() {
        // Given durations of 4, 2 and 2 in that order, whatever the real starts were
        List<Course> courses = List.of(Course.of(3, 20, 22), Course.of(1, 10, 14), Course.of(2, 10, 12));

        // Then
        assertThat(SlotsUsed.idealWaits(courses, 1)).containsExactly(0.0, 3.0, 4.0);
        assertThat(SlotsUsed.idealWaits(courses, 2)).containsExactly(0.0, 0.0, 1.0);
    }
}
