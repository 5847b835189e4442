package org.downloadmanager.worker.generation.pdf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The appearance of PDF reports. */
@ConfigMapping(prefix = "downloads.report")
public interface ReportConfig {

    /** Debian's directory of TrueType fonts. */
    String USUAL_FONTS = "/usr/share/fonts/truetype";

    /**
     * Files and directories of TrueType fonts, separated by commas, for characters that the built-in font lacks:
     * another value lets reports show other scripts. Earlier entries take precedence; missing files and fonts that
     * cannot be embedded are skipped. Each file is read at most once, when a report first needs it, so new fonts need a
     * restart. Empty: only the built-in font, which has Latin, Greek, Cyrillic and Hebrew letters.
     */
    @WithDefault(USUAL_FONTS)
    Optional<List<Path>> fonts();
}
