package org.downloadmanager.downloads;

import java.util.Objects;

/** The owner of downloads. Access is checked against this id. */
public record Owner(String id) {

    public Owner {
        Objects.requireNonNull(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
