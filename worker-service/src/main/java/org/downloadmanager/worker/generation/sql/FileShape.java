package org.downloadmanager.worker.generation.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Validation;
import org.downloadmanager.catalog.Validation.Violation;
import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.Generation;
import org.downloadmanager.worker.generation.GenerationFailedException;

/**
 * A digest of everything in the catalog that determines the file. A later attempt, perhaps with another catalog, must find
 * it unchanged.
 */
final class FileShape {

    private FileShape() {}

    /** Equal for two attempts that would write the same rows in the same form. */
    static String of(Generation generation) {
        Export export = generation.export();
        return digest(generation.format().extension() + export.query() + export.bind(generation.parameters())
                + export.resumable()
                + export.csv() + export.zone());
    }

    static String digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Refuses a request that the present catalog would not accept. */
    static void requireParameters(Generation generation) throws GenerationFailedException {
        List<Violation> violations = generation.export().check(generation.format().extension(), generation.parameters())
                .fold(valid -> List.of(), Validation.Invalid::violations);
        for (Violation violation : violations) {
            // A preview has no format.
            if (!violation.field().equals("format")) {
                throw changed("The export was changed since the file was requested: " + violation.field() + " "
                        + violation.message());
            }
        }
    }

    static GenerationFailedException changed() {
        return changed("The export was changed while the file was generated");
    }

    static GenerationFailedException changed(String what) {
        return new GenerationFailedException(FailureCode.SOURCE_CHANGED.because(what + ". Request it again."));
    }
}
