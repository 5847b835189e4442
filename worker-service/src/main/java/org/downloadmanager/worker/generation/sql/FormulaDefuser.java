package org.downloadmanager.worker.generation.sql;

/**
 * Puts an apostrophe before each place of a text at which a spreadsheet could find a formula, so that it shows the text. A
 * formula may begin where a cell begins: that is the start of the text and, because a spreadsheet of another locale splits
 * lines at another separator and then pays no heed to quotation marks in the middle of a cell, every place behind such a
 * separator or a line break.
 */
final class FormulaDefuser {

    private final char delimiter;

    /** @param delimiter of the file, at which every reader splits it with heed to quotation marks */
    FormulaDefuser(char delimiter) {
        this.delimiter = delimiter;
    }

    String defused(String text) {
        if (text.isEmpty()) {
            return text;
        }
        StringBuilder defused = null;
        int copied = 0;
        boolean mayBegin = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (mayBegin && beginsFormula(c, i)) {
                defused = defused == null ? new StringBuilder(text.length() + 4) : defused;
                defused.append(text, copied, i).append('\'');
                copied = i;
            }
            mayBegin = beginsCell(c);
        }
        return defused == null ? text : defused.append(text, copied, text.length()).toString();
    }

    /** The same document: what a spreadsheet could take for the start of a formula is an escape. */
    String defusedJson(String json) {
        StringBuilder defused = null;
        int copied = 0;
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                inText = !inText;
            } else if (c == '\\') {
                i++;
            } else if (inText && beginsCell(json.charAt(i - 1)) && beginsFormula(c, i)) {
                defused = defused == null ? new StringBuilder(json.length() + 8) : defused;
                defused.append(json, copied, i).append("\\u%04x".formatted((int) c));
                copied = i + 1;
            }
        }
        return defused == null ? json : defused.append(json, copied, json.length()).toString();
    }

    /** White space at the very start is skipped by some, and what is behind it is taken for a formula. */
    private static boolean beginsFormula(char c, int at) {
        return switch (c) {
            case '=', '+', '-', '@', '＝', '＋', '－', '＠' -> true;
            case '\t', '\r', '\n' -> at == 0;
            default -> false;
        };
    }

    private boolean beginsCell(char c) {
        return switch (c) {
            case ',', ';', '|', '\t' -> c != delimiter;
            case '\n', '\r' -> true;
            default -> false;
        };
    }
}
