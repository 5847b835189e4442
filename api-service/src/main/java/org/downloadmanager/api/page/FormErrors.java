package org.downloadmanager.api.page;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Validation;

/**
 * The errors of a refused request on the page.
 *
 * @param words for the user; null when nothing was refused
 * @param export the name of the requested export
 * @param given the submitted fields, by name
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

    /** The form of the export, with the submitted values and their problems if it was refused. */
    ExportForm form(Export asked, PreviewView preview) {
        return asked.name().equals(export)
                ? new ExportForm(asked, preview, given, problems)
                : new ExportForm(asked, preview, Map.of(), Map.of());
    }
}
