package org.downloadmanager.local;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Locates the files of the project. */
public final class Project {

    private Project() {}

    /** The directory above this class, or above the current directory, that contains the services. */
    public static Path root() {
        try {
            Path code = Path.of(Project.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Stream.of(code, Path.of("").toAbsolutePath())
                    .flatMap(start -> Stream.iterate(start, path -> path != null, Path::getParent))
                    .filter(path -> Files.isRegularFile(path.resolve("api-service/pom.xml"))
                            && Files.isRegularFile(path.resolve("worker-service/pom.xml")))
                    .findFirst()
                    .orElseThrow(
                            () -> new ClusterException("The project's directory is not found, start from within it."));
        } catch (URISyntaxException e) {
            throw new ClusterException("The project's directory is not found: " + e.getMessage() + ".", e);
        }
    }
}
