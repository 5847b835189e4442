package org.downloadmanager.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class DocumentsTest {

    private static final Path PROJECT = Path.of("..", "..");
    /** Not part of the project, and changed by other processes during the test. */
    private static final Set<String> GENERATED = Set.of("target", "node_modules", ".git");
    private static final Pattern RELATIVE_LINK = Pattern.compile("]\\((?!https?:|mailto:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

    @Test
    void everyRelativeLinkResolves() throws IOException {
        // When
        List<String> broken = documents().stream().flatMap(DocumentsTest::brokenLinks).toList();

        // Then
        assertThat(broken).isEmpty();
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        // Given
        Path directory = PROJECT.resolve("deploy/docs");
        String index = Files.readString(directory.resolve("README.md"));

        // When
        List<String> missing;
        try (Stream<Path> pages = Files.list(directory)) {
            missing = pages.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .filter(name -> !index.contains("](" + name + ")")).toList();
        }

        // Then
        assertThat(missing).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return GENERATED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    documents.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(documents).contains(PROJECT.resolve("README.md"));
        return documents;
    }

    private static Stream<String> brokenLinks(Path document) {
        try {
            return RELATIVE_LINK.matcher(Files.readString(document)).results().map(link -> link.group(1))
                    .filter(target -> !Files.exists(document.resolveSibling(target)))
                    .map(target -> document + " -> " + target);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
