package org.downloadmanager.downloads;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which file is wanted, in the words of the catalog.
 *
 * @param parameters checked values by name, in the order of their names: text, numbers and booleans only
 */
public record FileRequest(String export, String format, Map<String, Object> parameters) {

    public FileRequest {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
