package org.downloadmanager.worker.generation.sql;

/**
 * Puts an apostrophe before each position where a spreadsheet could find a formula, so that it shows the text. A formula
 * may begin where a cell begins: at the start of the text, and after every separator or line break, because a spreadsheet
 * of another locale splits lines at another separator and then ignores quotation marks inside a cell.
 */
final class FormulaDefuser {

    private final char delimiter;

    /** @param delimiter of the file, which every reader splits at while respecting quotation marks */
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

    /** The same JSON document, with escapes for characters that could start a formula. */
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

    /** Some spreadsheets skip leading white space. */
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
