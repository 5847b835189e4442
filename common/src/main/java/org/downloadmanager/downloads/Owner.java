package org.downloadmanager.downloads;

import java.util.Objects;

/** Whose download it is; what only an owner may see is kept under this id. */
public record Owner(String id) {

    public Owner {
        Objects.requireNonNull(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
