package org.downloadmanager.catalog;

import java.util.List;
import java.util.function.Function;

import org.downloadmanager.downloads.FileRequest;

/** The result of checking a request against the catalog. */
public sealed interface Validation {

    <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid);

    /** The request in canonical form: two requests for the same file are equal. */
    record Valid(FileRequest request) implements Validation {

        @Override
        public <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid) {
            return valid.apply(this);
        }
    }

    /** Everything that is wrong with the request, at least one violation. */
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
     * @param field the name of a parameter, or {@code format}, which no parameter may be named
     * @param message continues the title of the field: "must be a whole number"
     */
    record Violation(String field, String message) {}
}
