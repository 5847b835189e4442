package org.downloadmanager.benchmarks;

/** How much is measured: enough for reliable numbers, or just enough to show that the benchmark works. */
public enum Profile {
    FULL, QUICK;

    public <T> T of(T full, T quick) {
        return this == FULL ? full : quick;
    }
}
