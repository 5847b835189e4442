package org.downloadmanager.api.page;

import org.downloadmanager.catalog.Parameter;

import io.quarkus.qute.TemplateExtension;

/** How the parameters of an export are asked for in a form. */
@TemplateExtension(namespace = "field")
class FormFields {

    private FormFields() {}

    static String type(Parameter parameter) {
        return switch (parameter.type()) {
            case INTEGER, DECIMAL -> "number";
            case DATE -> "date";
            case TIMESTAMP -> "datetime-local";
            default -> "text";
        };
    }

    static String step(Parameter parameter) {
        return switch (parameter.type()) {
            case INTEGER -> "1";
            case TIMESTAMP -> "1";
            default -> "any";
        };
    }
}
