package org.downloadmanager.catalog;

/** What a text may be made of. */
final class Characters {

    private Characters() {}

    /** Whether a text has neither control characters nor halves of a character, which UTF-8 cannot hold. */
    static boolean areStorable(String text) {
        return text.codePoints()
                .noneMatch(character -> Character.isISOControl(character)
                        || Character.getType(character) == Character.SURROGATE);
    }
}
