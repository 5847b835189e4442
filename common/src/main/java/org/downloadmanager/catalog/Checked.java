package org.downloadmanager.catalog;

import java.util.List;
import java.util.function.Function;

import org.downloadmanager.downloads.FileRequest;

/** What the catalog says to a request. */
public sealed interface Checked {

    <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused);

    /** The request in its one canonical form: two requests for the same file are equal. */
    record Accepted(FileRequest request) implements Checked {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused) {
            return accepted.apply(this);
        }
    }

    /** All that is wrong with it, at least one thing. */
    record Refused(List<Problem> problems) implements Checked {

        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused) {
            return refused.apply(this);
        }
    }

    /**
     * @param field   the name of a parameter, or {@code format}, which no parameter is named
     * @param message goes on where the title of the field ends: "must be a whole number"
     */
    record Problem(String field, String message) {}
}
