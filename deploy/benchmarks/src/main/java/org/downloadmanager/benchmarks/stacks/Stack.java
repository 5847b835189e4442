package org.downloadmanager.benchmarks.stacks;

import java.nio.file.Path;
import java.util.List;

import org.downloadmanager.local.ManagedProcess;

/**
 * A running system that speaks what {@code api-service} speaks, as far as it is measured:
 * <ul>
 * <li>{@code GET /api/downloads} gives a client without a cookie a new identity;
 * <li>{@code POST /api/downloads} with an export, a format and parameters is answered with 202;
 * <li>{@code /ws/downloads} with the subprotocol {@code json} tells {@code id}, {@code state}, {@code worker},
 * {@code progress.done} and, once it is {@code READY}, {@code file.url};
 * <li>{@code GET} of that address gives the file to its owner.
 * </ul>
 */
public interface Stack extends AutoCloseable {

    /** Its processes that clients connect to, without a load balancer. */
    List<ManagedProcess> replicas();

    /** The processes that generate files; their names are those in messages. */
    List<ManagedProcess> workers();

    /** All its processes, including the servers that it needs. */
    List<ManagedProcess> parts();

    @Override
    void close();

    /** Starts a stack in its own directory. */
    @FunctionalInterface
    interface Launcher {

        Stack start(Path directory);
    }
}
