package org.downloadmanager.api.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.downloads.FileRequest;

/**
 * The form of an export.
 *
 * @param preview of the full export; null while there is none
 * @param given the values of a refused request, by field
 * @param problems of a refused request, by field
 */
record ExportForm(Export export, PreviewView preview, Map<String, String> given, Map<String, String> problems) {

    public String name() {
        return export.name();
    }

    public String title() {
        return export.title();
    }

    public String description() {
        return export.description();
    }

    public List<Field> fields() {
        Stream<Field> ofExport = export.parameters().stream().map(parameter -> new Field(this, parameter, null));
        Stream<Field> ofFormats = export.formats().stream().flatMap(format -> format.parameters().stream()
                .map(parameter -> new Field(this, parameter, format.extension())));
        return Stream.concat(ofExport, ofFormats).toList();
    }

    public List<Choice> formats() {
        Format chosen = export.formats().stream().filter(format -> format.extension().equals(given.get("format")))
                .findFirst().orElse(export.formats().get(0));
        return export.formats().stream().map(format -> new Choice(format.extension(), format == chosen)).toList();
    }

    /** A format to choose. */
    record Choice(String name, boolean chosen) {

        public String title() {
            return DownloadView.formatTitle(name);
        }
    }

    /**
     * The input of one parameter.
     *
     * @param format the only format that the parameter belongs to; null for a parameter of the export
     */
    record Field(ExportForm form, Parameter parameter, String format) {

        public String id() {
            return "field-" + form.name() + "-" + parameter.name();
        }

        public String name() {
            return parameter.name();
        }

        public String title() {
            return parameter.title();
        }

        public String hint() {
            return parameter.description();
        }

        public boolean required() {
            return parameter.required();
        }

        public String kind() {
            return parameter.type().label();
        }

        public String type() {
            return switch (parameter.type()) {
                case INTEGER, DECIMAL -> "number";
                case DATE -> "date";
                case TIMESTAMP -> "datetime-local";
                default -> "text";
            };
        }

        public String step() {
            return switch (parameter.type()) {
                case INTEGER, TIMESTAMP -> "1";
                case DECIMAL -> "any";
                default -> null;
            };
        }

        public String pattern() {
            return parameter.pattern().orElse(null);
        }

        public String minimum() {
            return parameter.minimum().map(FileRequest::text).orElse(null);
        }

        public String maximum() {
            return parameter.maximum().map(FileRequest::text).orElse(null);
        }

        public List<String> options() {
            return parameter.options();
        }

        public String value() {
            return Optional.ofNullable(form.given.get(parameter.name()))
                    .or(() -> parameter.defaultValue().map(FileRequest::text)).orElse("");
        }

        /** Null when the value was not refused. */
        public String problem() {
            String message = form.problems.get(parameter.name());
            return message == null ? null : Character.toUpperCase(message.charAt(0)) + message.substring(1);
        }
    }
}
