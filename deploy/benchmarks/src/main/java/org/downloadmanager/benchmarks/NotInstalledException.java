package org.downloadmanager.benchmarks;

/** A contestant needs a program that this machine does not have: the figure is measured without it. */
public final class NotInstalledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotInstalledException(String message) {
        super(message);
    }
}
