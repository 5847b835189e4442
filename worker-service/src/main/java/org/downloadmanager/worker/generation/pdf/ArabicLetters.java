package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.text.Normalizer;
import java.text.Normalizer.Form;

import com.ibm.icu.text.ArabicShaping;
import com.ibm.icu.text.ArabicShapingException;

/** Arabic letters have another form at the beginning, in the middle and at the end of a word. */
final class ArabicLetters {

    /** Whether a font has a character. */
    @FunctionalInterface
    interface Coverage {

        boolean has(int character) throws IOException;
    }

    private static final ArabicShaping SHAPING = new ArabicShaping(
            ArabicShaping.LETTERS_SHAPE | ArabicShaping.TEXT_DIRECTION_LOGICAL | ArabicShaping.LENGTH_GROW_SHRINK);

    private ArabicLetters() {}

    /** The text with the forms that its letters have beside each other, as far as there are fonts for these. */
    static String joined(String text, Coverage coverage) throws IOException {
        String joined;
        try {
            joined = SHAPING.shape(text);
        } catch (ArabicShapingException e) {
            return text;
        }
        if (joined.equals(text)) {
            return text;
        }
        StringBuilder drawable = new StringBuilder(joined.length());
        for (int i = 0; i < joined.length(); i++) {
            char form = joined.charAt(i);
            if (isVowelSign(form)) {
                // As a mark on the letter before it: these forms stand beside it.
                String letters = letters(form);
                drawable.append(letters.charAt(letters.length() - 1));
            } else if (isForm(form) && !coverage.has(form)) {
                drawable.append(letters(form));
            } else {
                drawable.append(form);
            }
        }
        return drawable.toString();
    }

    private static String letters(char form) {
        return Normalizer.normalize(String.valueOf(form), Form.NFKC);
    }

    private static boolean isVowelSign(char form) {
        return form >= 0xFE70 && form <= 0xFE7F && form != 0xFE73;
    }

    private static boolean isForm(char character) {
        return character >= 0xFB50 && character <= 0xFDFF || character >= 0xFE70 && character <= 0xFEFC;
    }
}
