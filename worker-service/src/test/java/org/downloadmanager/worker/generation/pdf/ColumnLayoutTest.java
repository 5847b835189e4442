package org.downloadmanager.worker.generation.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

import org.downloadmanager.worker.generation.pdf.ColumnLayout.Group;
import org.junit.jupiter.api.Test;

class ColumnLayoutTest {

    private static final float UPRIGHT = 500;
    private static final float TURNED = 750;

    @Test
    void fittingColumnsFillThePortraitPage() {
        // When
        ColumnLayout layout = ColumnLayout.of(new float[]{ 50, 100 }, flexible(2, 1), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isFalse();
        assertThat(layout.groups()).containsExactly(new Group(0, 1));
        assertThat(layout.widths()).containsExactly(50, 450);
    }

    @Test
    void columnsThatNeedALandscapePageGetOne() {
        // When
        ColumnLayout layout = ColumnLayout.of(columns(7, 100), flexible(7), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isTrue();
        assertThat(layout.groups()).containsExactly(new Group(0, 6));
        assertThat(layout.width(layout.groups().get(0))).isEqualTo(TURNED, within(0.1f));
    }

    @Test
    void textColumnsShrinkBeforeThePageBecomesLandscape() {
        // When
        ColumnLayout layout = ColumnLayout.of(new float[]{ 100, 220, 220 }, flexible(3, 1, 2), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isFalse();
        assertThat(layout.widths()).containsExactly(100, 200, 200);
    }

    @Test
    void numberColumnsKeepTheirWidth() {
        // When
        ColumnLayout layout = ColumnLayout.of(columns(3, 187.5f), flexible(3), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isTrue();
        assertThat(layout.widths()).containsOnly(250f);
    }

    @Test
    void tooManyColumnsAreSplitIntoGroupsOfSimilarWidth() {
        // When
        ColumnLayout layout = ColumnLayout.of(columns(16, 100), flexible(16), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isTrue();
        assertThat(layout.groups()).containsExactly(new Group(0, 5), new Group(6, 11), new Group(12, 15));
        assertThat(layout.widths()).containsOnly(100);
    }

    @Test
    void groupsStayPortraitUnlessLandscapeSavesOne() {
        // When
        ColumnLayout layout = ColumnLayout.of(columns(9, 100), flexible(9), UPRIGHT, TURNED);

        // Then
        assertThat(layout.turned()).isFalse();
        assertThat(layout.groups()).containsExactly(new Group(0, 4), new Group(5, 8));
    }

    @Test
    void everyColumnIsInOneGroupThatFits() {
        // Given
        float[] preferred = new float[200];
        for (int column = 0; column < preferred.length; column++) {
            preferred[column] = 20 + column % 181;
        }

        // When
        ColumnLayout layout = ColumnLayout.of(preferred, flexible(200), UPRIGHT, TURNED);

        // Then
        int next = 0;
        for (Group group : layout.groups()) {
            assertThat(group.first()).isEqualTo(next);
            assertThat(layout.width(group)).isLessThanOrEqualTo(TURNED);
            next = group.last() + 1;
        }
        assertThat(next).isEqualTo(200);
    }

    private static float[] columns(int count, float width) {
        float[] columns = new float[count];
        Arrays.fill(columns, width);
        return columns;
    }

    private static boolean[] flexible(int count, int... columns) {
        boolean[] flexible = new boolean[count];
        for (int column : columns) {
            flexible[column] = true;
        }
        return flexible;
    }
}
