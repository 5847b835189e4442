package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.Part;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one cluster of the whole test run, and people who use it: each {@link Client} that a test asks for is
 * somebody new. What a test has broken is mended after it, and what it has added is gone.
 */
final class SharedCluster implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);
    private static final Path DATA = Path.of("target", "cluster");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Cluster.class || type == Client.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Cluster cluster = cluster(context);
        if (parameter.getParameter().getType() == Cluster.class) {
            return cluster;
        }
        Client client = Client.newcomer(cluster.url());
        context.getStore(NAMESPACE).put(parameter.getIndex(), client);
        return client;
    }

    private static Cluster cluster(ExtensionContext context) {
        return running(context).cluster;
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Running.class, key -> start(), Running.class);
    }

    private static Running start() {
        delete(DATA);
        Cluster cluster = Cluster.builder().data(DATA).setting("downloads.catalog.simulated", "true").build().start();
        return new Running(cluster, cluster.parts());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running running = running(context);
        running.cluster.parts().forEach(part -> {
            if (part.isFrozen()) {
                part.thaw();
            }
            boolean belongsThere = running.parts.contains(part);
            if (belongsThere && !part.isAlive()) {
                part.start();
            } else if (!belongsThere && part.isAlive()) {
                part.stop();
            }
        });
    }

    /** @param parts those that all tests find */
    private record Running(Cluster cluster, List<Part> parts) implements AutoCloseable {

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** With everything below it, if it is there. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
