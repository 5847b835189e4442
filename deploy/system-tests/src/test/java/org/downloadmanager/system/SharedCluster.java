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
 * Gives tests the cluster that they share, and people who use it: each {@link Client} that a test asks for is somebody
 * new. What a test has broken is mended after it, and what it has added is gone. There is one at a time: whoever needs
 * another one ends it.
 */
class SharedCluster implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    /** What it consists of. */
    Cluster.Builder settings() {
        return anEmpty("cluster").setting("downloads.catalog.simulated", "true");
    }

    /** What a cluster is built of that nothing is in yet, and that goes with the tests; the name is its directory's. */
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

    /** @param parts those that all tests find */
    private record Running(Class<?> kind, Cluster cluster, List<ManagedProcess> parts) implements AutoCloseable {

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
