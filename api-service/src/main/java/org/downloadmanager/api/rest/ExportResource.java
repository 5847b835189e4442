package org.downloadmanager.api.rest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.catalog.Catalog;
import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.catalog.Parameter;
import org.downloadmanager.previews.Preview;
import org.downloadmanager.previews.Previews;

/** The REST resource of exports. */
@Path("/api/exports")
@Produces(MediaType.APPLICATION_JSON)
public class ExportResource {

    private final Catalog catalog;
    private final Previews previews;

    ExportResource(Catalog catalog, Previews previews) {
        this.catalog = catalog;
        this.previews = previews;
    }

    @GET
    public List<ExportResponse> all() {
        Map<String, Preview> known = previews.find(catalog.exports().stream().map(Export::name).toList());
        return catalog.exports().stream().map(export -> ExportResponse.of(export, known.get(export.name()))).toList();
    }

    /** The size and the first rows of the full export. */
    @GET
    @Path("{name}/preview")
    public Preview preview(String name) {
        return Optional.ofNullable(previews.find(List.of(name)).get(name))
                .filter(preview -> catalog.find(name).isPresent())
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
    }

    /**
     * @param rows of the full export; null while unknown
     * @param asOf when the source was read; null while unknown
     */
    public record ExportResponse(String name, String title, String description, List<String> formats,
            Long rows, Instant asOf, List<FileResponse> files, boolean resumable, List<ParameterResponse> parameters) {

        static ExportResponse of(Export export, Preview preview) {
            return new ExportResponse(export.name(), export.title(), export.description(),
                    export.formats().stream().map(Format::extension).toList(),
                    preview == null ? null : preview.rows(), preview == null ? null : preview.asOf(),
                    export.formats().stream().map(format -> FileResponse.of(export, format,
                            preview == null ? null : preview.bytes().get(format.extension()))).toList(),
                    export.resumable(), export.parameters().stream().map(ParameterResponse::of).toList());
        }
    }

    /**
     * @param maximumRows null without a limit
     * @param bytes the approximate size of the full export; null while unknown
     * @param parameters of the format, in addition to those of the export
     */
    public record FileResponse(String format, String name, String contentType, Long maximumRows, Long bytes,
            List<ParameterResponse> parameters) {

        static FileResponse of(Export export, Format format, Long bytes) {
            long maximumRows = export.maximumRows(format, Map.of());
            return new FileResponse(format.extension(), export.fileName(format), format.contentType(),
                    maximumRows == Long.MAX_VALUE ? null : maximumRows, bytes,
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
