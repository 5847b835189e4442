package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;
import java.text.Normalizer;
import java.text.Normalizer.Form;

import com.ibm.icu.text.ArabicShaping;
import com.ibm.icu.text.ArabicShapingException;

/** Joins Arabic letters, which have different forms at the start, in the middle and at the end of a word. */
final class ArabicLetters {

    /** Whether a font has the character. */
    @FunctionalInterface
    interface Coverage {

        boolean has(int character) throws IOException;
    }

    private static final ArabicShaping SHAPING = new ArabicShaping(
            ArabicShaping.LETTERS_SHAPE | ArabicShaping.TEXT_DIRECTION_LOGICAL | ArabicShaping.LENGTH_GROW_SHRINK);

    private ArabicLetters() {}

    /** The text in presentation forms, as far as fonts have them. */
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
                // Kept as a combining mark, because its presentation form stands beside the letter.
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
