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
 * What the catalog says of a file: another attempt, of a worker that may have read another catalog, must find it unchanged,
 * or the file would be of two kinds.
 */
final class FileShape {

    private FileShape() {}

    /** The same for two attempts that make the same file of the same rows. */
    static String of(Generation generation) {
        Export export = generation.export();
        return digest(generation.format().extension() + export.query() + export.bind(generation.parameters())
                + export.resumable()
                + export.csv() + export.zone());
    }

    static String digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Refuses a request that the export as it is now would not accept. */
    static void requireParameters(Generation generation) throws GenerationFailedException {
        List<Violation> violations = generation.export().check(generation.format().extension(), generation.parameters())
                .fold(valid -> List.of(), Validation.Invalid::violations);
        for (Violation violation : violations) {
            // A preview has no format of its own.
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
