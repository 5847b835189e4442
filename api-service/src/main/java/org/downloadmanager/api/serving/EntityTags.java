package org.downloadmanager.api.serving;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of entity tags: RFC 9110, section 13.1. A malformed list is empty. */
public final class EntityTags {

    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    private EntityTags() {}

    /** Whether an If-None-Match header, if present, lists the tag. */
    public static boolean listWeakly(String header, String entityTag) {
        return header != null && list(header, entityTag, true);
    }

    static boolean list(String header, String entityTag, boolean weakToo) {
        if (header.strip().equals("*")) {
            return true;
        }
        for (Matcher tag = ENTITY_TAG.matcher(header); tag.find();) {
            if (tag.group(2).equals(entityTag) && (weakToo || tag.group(1) == null)) {
                return true;
            }
        }
        return false;
    }
}
