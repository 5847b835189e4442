package org.downloadmanager.worker.generation.pdf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How PDF reports look. */
@ConfigMapping(prefix = "downloads.report")
public interface ReportConfig {

    /** Where Debian keeps its TrueType fonts. */
    String USUAL_FONTS = "/usr/share/fonts/truetype";

    /**
     * Files and directories of TrueType fonts, separated by commas, for characters that the built-in font lacks: another
     * value lets reports show other scripts. An earlier entry goes before a later one; what does not exist or cannot be
     * embedded is skipped. Each file is read at most once, when a report first needs it, so new fonts take a restart.
     * Empty: only the built-in font, which has Latin, Greek, Cyrillic and Hebrew letters.
     */
    @WithDefault(USUAL_FONTS)
    Optional<List<Path>> fonts();
}
