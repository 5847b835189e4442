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
     * @param wished the natural widths; none is wider than the page
     * @param flexible which columns may be wider or narrower
     * @param upright the usable width of a portrait page
     * @param turned the usable width of a landscape page
     */
    static ColumnLayout of(float[] wished, boolean[] flexible, float upright, float turned) {
        if (fits(wished, flexible, upright)) {
            return new ColumnLayout(false, List.of(new Group(0, wished.length - 1)), spread(wished, flexible, upright));
        }
        if (fits(wished, flexible, turned)) {
            return new ColumnLayout(true, List.of(new Group(0, wished.length - 1)), spread(wished, flexible, turned));
        }
        boolean uprightIsEnough = dealt(wished, upright).size() == dealt(wished, turned).size();
        return new ColumnLayout(!uprightIsEnough, balanced(wished, uprightIsEnough ? upright : turned), wished.clone());
    }

    float width(Group group) {
        float width = 0;
        for (int column = group.first(); column <= group.last(); column++) {
            width += widths[column];
        }
        return width;
    }

    private static boolean fits(float[] wished, boolean[] flexible, float available) {
        float elastic = sum(wished, flexible);
        float missing = sum(wished, null) - available;
        return missing <= ROUNDING || elastic - missing >= elastic * TOLERABLE_SQUEEZE;
    }

    private static float[] spread(float[] wished, boolean[] flexible, float available) {
        float all = sum(wished, null);
        float elastic = sum(wished, flexible);
        float factor = elastic > 0 ? (available - all + elastic) / elastic : available / all;
        float[] widths = new float[wished.length];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = wished[column] * (elastic == 0 || flexible[column] ? factor : 1);
        }
        return widths;
    }

    /** As few groups as possible, of similar width. */
    private static List<Group> balanced(float[] wished, float available) {
        List<Group> groups = dealt(wished, available);
        float step = available / BALANCING_STEPS;
        for (float narrower = available - step; narrower > 0; narrower -= step) {
            List<Group> tried = dealt(wished, narrower);
            if (tried.size() > groups.size()) {
                return groups;
            }
            groups = tried;
        }
        return groups;
    }

    private static List<Group> dealt(float[] wished, float available) {
        List<Group> groups = new ArrayList<>();
        int first = 0;
        float width = 0;
        for (int column = 0; column < wished.length; column++) {
            if (column > first && width + wished[column] > available) {
                groups.add(new Group(first, column - 1));
                first = column;
                width = 0;
            }
            width += wished[column];
        }
        groups.add(new Group(first, wished.length - 1));
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
