package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.downloadmanager.local.Cluster;
import org.downloadmanager.local.ManagedProcess;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides tests with a shared cluster and clients: each {@link Client} parameter has a new identity. After each test,
 * broken processes are restarted and added ones removed. There is one cluster at a time: a test class that needs another
 * one ends it.
 */
class SharedCluster implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    /** The configuration of the cluster. */
    Cluster.Builder settings() {
        return anEmpty("cluster").setting("downloads.catalog.simulated", "true");
    }

    /** A builder for a new cluster with an empty data directory of that name. */
    static Cluster.Builder anEmpty(String name) {
        Path data = Path.of("target", name);
        delete(data);
        return Cluster.builder().data(data).shortLived();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Cluster.class || type == Client.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Cluster cluster = running(context).cluster;
        if (parameter.getParameter().getType() == Cluster.class) {
            return cluster;
        }
        Client client = Client.newcomer(cluster.url());
        context.getStore(NAMESPACE).put(parameter.getIndex(), client);
        return client;
    }

    private Running running(ExtensionContext context) {
        Store store = context.getRoot().getStore(NAMESPACE);
        Running last = store.get(Running.class, Running.class);
        if (last != null && last.kind == getClass()) {
            return last;
        }
        if (last != null) {
            last.close();
        }
        Cluster cluster = settings().build().start();
        Running next = new Running(getClass(), cluster, cluster.parts());
        store.put(Running.class, next);
        return next;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running running = running(context);
        running.cluster.parts().parallelStream().forEach(part -> {
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

    /** @param parts the processes that every test finds */
    private record Running(Class<?> kind, Cluster cluster, List<ManagedProcess> parts) implements AutoCloseable {

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** Deletes the directory with its content, if it exists. */
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
