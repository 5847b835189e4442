package org.downloadmanager.worker.generation.pdf;

import java.util.List;

/**
 * One line of text in visual order.
 *
 * @param ems its width in a font of one point
 * @param rightToLeft whether it is read from right to left, and so aligns with the right edge
 */
record TextLine(List<Run> runs, float ems, boolean rightToLeft) {

    /** The part of a line in one font. */
    record Run(Typeface typeface, String text) {}

    /** The width in points. */
    float width(float size) {
        return ems * size;
    }
}
