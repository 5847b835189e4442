package org.downloadmanager.worker.generation.pdf;

import java.util.ArrayList;
import java.util.List;

/**
 * The widths of the columns of a table, and which of them share a page. Columns that do not fit side by side are divided
 * into groups. Only text columns shrink, and only a little, because text can wrap.
 *
 * @param turned whether the page is landscape
 * @param widths of all columns, in points
 */
record ColumnLayout(boolean turned, List<Group> groups, float[] widths) {

    /** The columns from first to last, counted from 0. */
    record Group(int first, int last) {}

    private static final float TOLERABLE_SQUEEZE = 0.85f;
    private static final int BALANCING_STEPS = 50;
    private static final float ROUNDING = 0.01f;

    /**
     * @param preferred the natural widths; none is wider than the page
     * @param flexible which columns may be wider or narrower
     * @param upright the usable width of a portrait page
     * @param turned the usable width of a landscape page
     */
    static ColumnLayout of(float[] preferred, boolean[] flexible, float upright, float turned) {
        if (fits(preferred, flexible, upright)) {
            return new ColumnLayout(false, List.of(new Group(0, preferred.length - 1)),
                    spread(preferred, flexible, upright));
        }
        if (fits(preferred, flexible, turned)) {
            return new ColumnLayout(true, List.of(new Group(0, preferred.length - 1)),
                    spread(preferred, flexible, turned));
        }
        boolean uprightIsEnough = grouped(preferred, upright).size() == grouped(preferred, turned).size();
        return new ColumnLayout(!uprightIsEnough, balanced(preferred, uprightIsEnough ? upright : turned),
                preferred.clone());
    }

    float width(Group group) {
        float width = 0;
        for (int column = group.first(); column <= group.last(); column++) {
            width += widths[column];
        }
        return width;
    }

    private static boolean fits(float[] preferred, boolean[] flexible, float available) {
        float elastic = sum(preferred, flexible);
        float missing = sum(preferred, null) - available;
        return missing <= ROUNDING || elastic - missing >= elastic * TOLERABLE_SQUEEZE;
    }

    private static float[] spread(float[] preferred, boolean[] flexible, float available) {
        float all = sum(preferred, null);
        float elastic = sum(preferred, flexible);
        float factor = elastic > 0 ? (available - all + elastic) / elastic : available / all;
        float[] widths = new float[preferred.length];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = preferred[column] * (elastic == 0 || flexible[column] ? factor : 1);
        }
        return widths;
    }

    /** As few groups as possible, of similar width. */
    private static List<Group> balanced(float[] preferred, float available) {
        List<Group> groups = grouped(preferred, available);
        float step = available / BALANCING_STEPS;
        for (float narrower = available - step; narrower > 0; narrower -= step) {
            List<Group> tried = grouped(preferred, narrower);
            if (tried.size() > groups.size()) {
                return groups;
            }
            groups = tried;
        }
        return groups;
    }

    private static List<Group> grouped(float[] preferred, float available) {
        List<Group> groups = new ArrayList<>();
        int first = 0;
        float width = 0;
        for (int column = 0; column < preferred.length; column++) {
            if (column > first && width + preferred[column] > available) {
                groups.add(new Group(first, column - 1));
                first = column;
                width = 0;
            }
            width += preferred[column];
        }
        groups.add(new Group(first, preferred.length - 1));
        return groups;
    }

    private static float sum(float[] widths, boolean[] which) {
        float sum = 0;
        for (int column = 0; column < widths.length; column++) {
            sum += which == null || which[column] ? widths[column] : 0;
        }
        return sum;
    }
}
