package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of extending.md: a catalog is one file and a directory of data. */
class OwnCatalogE2E {

    private static final Path PAGE = Path.of("..", "..", "deploy", "docs", "extending.md");

    @TempDir
    Path directory;

    @Test
    void aCatalogIsOneFileAndADirectoryOfData() throws Exception {
        // Given
        Path catalog = Files.writeString(directory.resolve("catalog.yaml"), example("yaml"));
        Files.writeString(Files.createDirectory(directory.resolve("data")).resolve("orders.csv"), example("csv"));
        try (Cluster cluster = Cluster.builder().data(directory.resolve("cluster")).api(1).workers(1).catalog(catalog)
                .shortLived().build().start();
                Client ann = Client.newcomer(cluster.url());
                Watch watch = ann.watch()) {

            // When
            Download ready = watch.untilEnd(ann.request("orders", "csv", Map.of("since", "2026-02-01")).id());

            // Then
            assertThat(ready.state()).as("%s", ready).isEqualTo("READY");
            assertThat(ann.fetch(ready, directory)).hasContent("""
                    number,day,customer,amount
                    2,2026-02-11,Ben,7.00
                    3,2026-02-12,"Cleo, Ltd.",120.50
                    """);
        }
    }

    /** The code block of that language; the page has one. */
    private static String example(String language) throws IOException {
        String begin = "```" + language + "\n";
        String page = Files.readString(PAGE);
        int start = page.indexOf(begin) + begin.length();
        return page.substring(start, page.indexOf("```", start));
    }
}
