package org.downloadmanager.api.page;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Validation;

/**
 * What was asked for on the page and not granted.
 *
 * @param words  for the person; null when nothing was refused
 * @param export the name of what was asked for
 * @param given  the fields of the form, by name
 */
record FormErrors(String words, String export, Map<String, String> given, Map<String, String> problems) {

    static final FormErrors NONE = new FormErrors(null, "", Map.of(), Map.of());

    static FormErrors of(Problem problem) {
        return of(problem, "", Map.of());
    }

    static FormErrors of(Problem problem, String export, Map<String, String> given) {
        Map<String, String> byField = problem.more().get("errors") instanceof List<?> errors
                ? errors.stream().map(Validation.Violation.class::cast)
                        .collect(Collectors.toMap(Validation.Violation::field, Validation.Violation::message,
                                (first, second) -> first))
                : Map.of();
        return new FormErrors(problem.detail() == null || !byField.isEmpty() ? problem.title() : problem.detail(),
                export,
                given, byField);
    }

    /** The form of that export, filled in as it was if it is the one that was refused. */
    ExportForm form(Export asked, PreviewView preview) {
        return asked.name().equals(export)
                ? new ExportForm(asked, preview, given, problems)
                : new ExportForm(asked, preview, Map.of(), Map.of());
    }
}
