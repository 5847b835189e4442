package org.downloadmanager.benchmarks;

/** How much is measured: what a figure needs to be believed, or as little as shows that it can be measured. */
public enum Profile {
    FULL, QUICK;

    public <T> T of(T full, T quick) {
        return this == FULL ? full : quick;
    }
}
