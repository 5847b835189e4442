package org.downloadmanager.api.serving;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entity tags that a client lists: RFC 9110, section 13.1. What is malformed lists nothing. */
public final class EntityTags {

    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    private EntityTags() {}

    /** Whether If-None-Match, if there is one, says that the client has this already. */
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
