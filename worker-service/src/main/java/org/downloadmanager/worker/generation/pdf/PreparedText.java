package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Bidi;

/**
 * Text on one line in logical order: white space is normalised, Arabic letters are joined, and invisible characters are
 * dropped.
 *
 * @param characters its code points
 * @param bidirectional whether any of it may run from right to left
 * @param direction of the whole: {@link Bidi#LTR} or {@link Bidi#RTL}
 */
record PreparedText(int[] characters, boolean bidirectional, byte direction) {

    private static final int FIRST_MARK = 0x300;
    private static final int FIRST_RIGHT_TO_LEFT = 0x590;
    private static final int SOFT_HYPHEN = 0xAD;
    private static final int ELLIPSIS = '…';

    /** @param limit the most characters to process; an ellipsis replaces the others */
    static PreparedText of(String text, int limit, ArabicLetters.Coverage coverage) throws IOException {
        boolean cut = text.length() > limit;
        int end = cut && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : Math.min(limit, text.length());
        String taken = text.substring(0, end);
        boolean simple = isBelow(FIRST_MARK, taken);
        // A letter and its mark look best as one glyph.
        String composed = simple ? taken : Normalizer.normalize(taken, Form.NFC);
        boolean bidirectional = !isBelow(FIRST_RIGHT_TO_LEFT, composed)
                && Bidi.requiresBidi(composed.toCharArray(), 0, composed.length());
        byte direction = bidirectional && Bidi.getBaseDirection(composed) == Bidi.RTL ? Bidi.RTL : Bidi.LTR;
        return new PreparedText(characters(bidirectional ? ArabicLetters.joined(composed, coverage) : composed, cut),
                bidirectional,
                direction);
    }

    private static boolean isBelow(int limit, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= limit) {
                return false;
            }
        }
        return true;
    }

    private static int[] characters(String text, boolean cut) {
        int[] characters = new int[text.length() + 1];
        int count = 0;
        int character;
        for (int i = 0; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                characters[count++] = ' ';
            } else if (isSeen(character)) {
                characters[count++] = character;
            }
        }
        if (cut) {
            characters[count++] = ELLIPSIS;
        }
        return Arrays.copyOf(characters, count);
    }

    /** Direction marks are still needed to order the characters, and are dropped afterwards. */
    private static boolean isSeen(int character) {
        return character < FIRST_MARK
                ? character != SOFT_HYPHEN
                : isDirectionMark(character)
                        || !UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /** Whether a character only sets the direction of others. */
    static boolean isDirectionMark(int character) {
        return character == 0x200E || character == 0x200F || character == 0x61C
                || character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
    }
}
