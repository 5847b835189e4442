package org.downloadmanager.api.serving;

import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Lists of entity tags: RFC 9110, section 13.1. A malformed list is empty. */
public final class EntityTags {

    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    private EntityTags() {}

    /** Whether an If-None-Match header, if present, lists the tag by weak comparison. */
    public static boolean matchesWeakly(String header, String entityTag) {
        return header != null && matches(header, tag -> tag.group(2).equals(entityTag));
    }

    /** Whether an If-Match header lists the tag by strong comparison. */
    static boolean matchesStrongly(String header, String entityTag) {
        return matches(header, tag -> tag.group(2).equals(entityTag) && tag.group(1) == null);
    }

    private static boolean matches(String header, Predicate<MatchResult> comparison) {
        return header.strip().equals("*") || ENTITY_TAG.matcher(header).results().anyMatch(comparison);
    }
}
