package dev.coffer.benchmarks.requests;

/** The database did not do it, and an application would have to cope. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    public Refused(Throwable cause) {
        super(cause);
    }
}
