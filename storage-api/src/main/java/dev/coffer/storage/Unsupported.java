package dev.coffer.storage;

/** The provider lacks a {@link Capability}; {@link Storage#capabilities()} tells beforehand. */
public final class Unsupported extends StorageException {
    private static final long serialVersionUID = 1L;

    private final Capability capability;

    /**
     * The provider lacks a capability.
     *
     * @param capability the one asked for
     */
    public Unsupported(Capability capability) {
        super("this provider does not support " + capability, null, Retry.NEVER, Outcome.NOT_APPLIED);
        this.capability = capability;
    }

    /** {@return what the provider lacks} */
    public Capability capability() {
        return capability;
    }
}
