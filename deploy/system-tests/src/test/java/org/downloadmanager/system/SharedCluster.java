package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one cluster of the whole test run, and people who use it: each {@link Client} that a test asks for is
 * somebody new. What a test has broken is mended after it.
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
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Cluster.class, key -> start(), Cluster.class);
    }

    private static Cluster start() {
        delete(DATA);
        return Cluster.builder().data(DATA).setting("downloads.catalog.simulated", "true").build().start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster(context).parts().forEach(part -> {
            if (part.isFrozen()) {
                part.thaw();
            }
            if (!part.isAlive()) {
                part.start();
            }
        });
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
