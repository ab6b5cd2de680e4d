package dev.coffer.storage.vault;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Vault has refused a request, or has not answered it. Its own text is not shown: it may name what was sent. */
final class VaultFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NO_ANSWER = 0;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final int status;

    private VaultFailure(String message, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static VaultFailure ofStatus(int status, String request) {
        return new VaultFailure("Vault answered " + status + meaning(status) + " to " + request, status, null);
    }

    static VaultFailure withoutAnswer(String request, @Nullable Throwable cause) {
        return new VaultFailure("Vault did not answer " + request, NO_ANSWER, cause);
    }

    static VaultFailure ofEndedToken() {
        return new VaultFailure("the token for Vault has ended", NO_ANSWER, null);
    }

    static VaultFailure notUnderstood(String what) {
        return new VaultFailure("Vault's answer is not understood: " + what, NO_ANSWER, null);
    }

    private static String meaning(int status) {
        return switch (status) {
            case BAD_REQUEST -> " (bad request: what it is about is unknown, has expired or is refused)";
            case FORBIDDEN -> " (permission denied: the token has ended, or its policies lack this path)";
            case NOT_FOUND -> " (no such path)";
            case 429 -> " (too many requests)";
            case 500 -> " (internal error, perhaps of its database connection)";
            case 503 -> " (sealed, or down for maintenance)";
            default -> "";
        };
    }

    /** Whether Vault has understood it and said no, so that nothing was done. */
    boolean isRefusal() {
        return status == BAD_REQUEST || status == FORBIDDEN || status == NOT_FOUND || status == METHOD_NOT_ALLOWED;
    }

    /** Whether another token may be let do it. */
    boolean isDenial() {
        return status == FORBIDDEN;
    }
}
