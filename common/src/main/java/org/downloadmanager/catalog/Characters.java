package org.downloadmanager.catalog;

/** The characters that texts may contain. */
final class Characters {

    private Characters() {}

    /** Whether a text has no control characters and no unpaired surrogates, which UTF-8 cannot encode. */
    static boolean areStorable(String text) {
        return text.codePoints()
                .noneMatch(character -> Character.isISOControl(character)
                        || Character.getType(character) == Character.SURROGATE);
    }
}
