package org.downloadmanager.api.rest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;

/** What can be asked for. */
@Path("/api/exports")
@Produces(MediaType.APPLICATION_JSON)
public class ExportResource {

    private final List<ExportResponse> exports;

    ExportResource(Catalog catalog) {
        exports = catalog.exports().stream().map(ExportResponse::of).toList();
    }

    @GET
    public List<ExportResponse> all() {
        return exports;
    }

    public record ExportResponse(String name, String title, String description, List<String> formats,
            List<FileResponse> files, boolean resumable, List<ParameterResponse> parameters) {

        static ExportResponse of(Export export) {
            return new ExportResponse(export.name(), export.title(), export.description(),
                    export.formats().stream().map(Format::extension).toList(),
                    export.formats().stream().map(format -> FileResponse.of(export, format)).toList(),
                    export.resumable(), export.parameters().stream().map(ParameterResponse::of).toList());
        }
    }

    /**
     * @param maximumRows null when there is no limit
     * @param parameters  what a request for this format may say besides
     */
    public record FileResponse(String format, String name, String contentType, Long maximumRows,
            List<ParameterResponse> parameters) {

        static FileResponse of(Export export, Format format) {
            long maximumRows = export.maximumRows(format, Map.of());
            return new FileResponse(format.extension(), export.fileName(format), format.contentType(),
                    maximumRows == Long.MAX_VALUE ? null : maximumRows,
                    format.parameters().stream().map(ParameterResponse::of).toList());
        }
    }

    public record ParameterResponse(String name, String title, String description, String type, boolean required,
            Object defaultValue, String pattern, BigDecimal minimum, BigDecimal maximum, List<String> options) {

        static ParameterResponse of(Parameter parameter) {
            return new ParameterResponse(parameter.name(), parameter.title(), parameter.description(),
                    parameter.type().name().toLowerCase(Locale.ROOT), parameter.required(),
                    parameter.defaultValue().orElse(null), parameter.pattern().orElse(null),
                    parameter.minimum().orElse(null), parameter.maximum().orElse(null), parameter.options());
        }
    }
}
