package org.downloadmanager.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README: a catalog of one's own is one file and a directory of data. */
class OwnCatalogE2E {

    private static final String CATALOG = """
            sources:
              shop:
                url: "jdbc:duckdb:"

            exports:
              orders:
                title: Orders
                source: shop
                query: |
                  SELECT number, day, customer, amount::DECIMAL(9, 2) AS amount
                  FROM read_csv('${data}/orders.csv')
                  WHERE {filters}
                  ORDER BY number
                columns: [number, day, customer, amount]
                key: number
                ordered: true
                parameters:
                  since:
                    title: Since
                    type: date
                    filter: "day >= :since"
                formats: [csv, jsonl, pdf]
            """;
    private static final String ORDERS = """
            number,day,customer,amount
            1,2026-01-05,Ann,19.90
            2,2026-02-11,Ben,7.00
            3,2026-02-12,"Cleo, Ltd.",120.50
            """;

    @TempDir
    Path directory;

    @Test
    void oneFileAndADirectoryOfDataAreACatalog() throws Exception {
        // Given
        Path catalog = Files.writeString(directory.resolve("catalog.yaml"), CATALOG);
        Files.writeString(Files.createDirectory(directory.resolve("data")).resolve("orders.csv"), ORDERS);
        try (Cluster cluster = Cluster.builder().data(directory.resolve("cluster")).api(1).workers(1).catalog(catalog)
                .build().start();
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
}
