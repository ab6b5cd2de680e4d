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
        super(message(capability), null, Retry.NEVER, Outcome.NOT_APPLIED);
        this.capability = capability;
    }

    private static String message(Capability capability) {
        String lacking = "this provider does not support " + capability;
        return switch (capability) {
            case USER_SEARCH -> lacking + ", or it is not switched on by userSearch of the configuration";
            case AUDIT -> lacking + ", or it is not switched on by audit of the configuration";
            case ROW_LEVEL_SECURITY -> lacking + ", or it is not switched on by rowLevelSecurity of the configuration";
            default -> lacking;
        };
    }

    /** {@return what the provider lacks} */
    public Capability capability() {
        return capability;
    }
}
