package org.downloadmanager.benchmarks;

/** A subject needs a program that this machine does not have; the benchmark runs without that subject. */
public final class NotInstalledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotInstalledException(String message) {
        super(message);
    }
}
