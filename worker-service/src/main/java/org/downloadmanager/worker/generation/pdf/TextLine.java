package org.downloadmanager.worker.generation.pdf;

import java.util.List;

/**
 * One line of text, ready to be drawn from the left to the right.
 *
 * @param ems         how wide it is in a font of one point
 * @param rightToLeft whether it is read from the right to the left, and so belongs to the right edge
 */
record TextLine(List<Run> runs, float ems, boolean rightToLeft) {

    /** What is drawn with one font. */
    record Run(Typeface typeface, String text) {}

    /** In points. */
    float width(float size) {
        return ems * size;
    }
}
