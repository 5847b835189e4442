package org.downloadmanager.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All exports and the sources of their rows.
 *
 * @param exports in the order of the file
 */
public record Catalog(List<Source> sources, List<Export> exports) {

    public Catalog {
        sources = List.copyOf(sources);
        exports = List.copyOf(exports);
    }

    /**
     * Reads a catalog and takes secrets from the environment.
     *
     * @throws CatalogException when anything in the file is not understood
     */
    public static Catalog read(Path file) {
        return read(file, System.getenv());
    }

    /** Reads a catalog and takes secrets from the given map. */
    public static Catalog read(Path file, Map<String, String> environment) {
        return read(file, Optional.of(environment));
    }

    /** Reads the exports without the sources, so no secrets are needed. */
    public static Catalog readExports(Path file) {
        return read(file, Optional.empty());
    }

    private static Catalog read(Path file, Optional<Map<String, String>> environment) {
        try (InputStream yaml = Files.newInputStream(file)) {
            return CatalogFile.read(yaml, file.toString(), file.toAbsolutePath().getParent(), environment);
        } catch (IOException unreadable) {
            throw new CatalogException(file + ": cannot be read: " + unreadable, unreadable);
        }
    }

    /** This catalog with the simulated export added. */
    public Catalog withSimulated() {
        String name = "simulated.yaml";
        try (InputStream yaml = Catalog.class.getResourceAsStream(name)) {
            Catalog simulated = CatalogFile.read(yaml, name, Path.of("."), Optional.empty());
            List<Export> both = new ArrayList<>(exports);
            for (Export export : simulated.exports) {
                if (find(export.name()).isPresent()) {
                    throw new CatalogException("exports." + export.name() + ": is taken by the simulated export");
                }
                both.add(export);
            }
            return new Catalog(sources, both);
        } catch (IOException unreadable) {
            throw new CatalogException(name + ": cannot be read", unreadable);
        }
    }

    public Optional<Export> find(String name) {
        return exports.stream().filter(export -> export.name().equals(name)).findFirst();
    }

    /** The source of an export's query. */
    public Source source(Query query) {
        return sources.stream().filter(source -> source.name().equals(query.source())).findFirst().orElseThrow();
    }
}
