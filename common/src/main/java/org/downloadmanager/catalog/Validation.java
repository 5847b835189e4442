package org.downloadmanager.catalog;

import java.util.List;
import java.util.function.Function;

import org.downloadmanager.downloads.FileRequest;

/** What the catalog says to a request. */
public sealed interface Validation {

    <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid);

    /** The request in its one canonical form: two requests for the same file are equal. */
    record Valid(FileRequest request) implements Validation {

        @Override
        public <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid) {
            return valid.apply(this);
        }
    }

    /** All that is wrong with it, at least one thing. */
    record Invalid(List<Violation> violations) implements Validation {

        public Invalid {
            violations = List.copyOf(violations);
        }

        @Override
        public <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid) {
            return invalid.apply(this);
        }
    }

    /**
     * @param field   the name of a parameter, or {@code format}, which no parameter is named
     * @param message goes on where the title of the field ends: "must be a whole number"
     */
    record Violation(String field, String message) {}
}
