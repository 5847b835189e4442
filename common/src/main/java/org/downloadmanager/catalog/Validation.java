package org.downloadmanager.catalog;

import java.util.List;
import java.util.function.Function;

import org.downloadmanager.downloads.FileRequest;

/** What the catalog says to a request. */
public sealed interface Validation {

    <T> T fold(Function<Valid, T> accepted, Function<Invalid, T> refused);

    /** The request in its one canonical form: two requests for the same file are equal. */
    record Valid(FileRequest request) implements Validation {

        @Override
        public <T> T fold(Function<Valid, T> accepted, Function<Invalid, T> refused) {
            return accepted.apply(this);
        }
    }

    /** All that is wrong with it, at least one thing. */
    record Invalid(List<Violation> problems) implements Validation {

        public Invalid {
            problems = List.copyOf(problems);
        }

        @Override
        public <T> T fold(Function<Valid, T> accepted, Function<Invalid, T> refused) {
            return refused.apply(this);
        }
    }

    /**
     * @param field   the name of a parameter, or {@code format}, which no parameter is named
     * @param message goes on where the title of the field ends: "must be a whole number"
     */
    record Violation(String field, String message) {}
}
