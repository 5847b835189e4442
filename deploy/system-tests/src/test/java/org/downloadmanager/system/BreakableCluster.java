package org.downloadmanager.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.downloadmanager.local.Cluster;
import org.jboss.byteman.agent.Main;

/** A cluster with fault proxies, whose services can be killed between two of their writes: see {@code faults.btm}. */
final class BreakableCluster extends SharedCluster {

    /** A file with the name of a fault point activates the fault. */
    static final Path FAULTS = Path.of("target", "faults");

    @Override
    Cluster.Builder settings() {
        String agent = agent();
        return anEmpty("breakable-cluster").links()
                .setting("downloads.catalog.simulated", "true")
                .setting("faults", FAULTS.toAbsolutePath().toString())
                .apiJvmOption(agent).workerJvmOption(agent);
    }

    private static String agent() {
        try {
            Files.createDirectories(FAULTS);
            return "-javaagent:" + Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    + "=script:" + Path.of(BreakableCluster.class.getResource("/faults.btm").toURI());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
