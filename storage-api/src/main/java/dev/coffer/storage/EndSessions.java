package dev.coffer.storage;

import java.util.UUID;

/** Which sessions of a user end when the password changes (OWASP ASVS 5.0, 7.4.3). */
public sealed interface EndSessions {
    /** {@return all of them: the default} */
    static EndSessions all() {
        return new All();
    }

    /**
     * {@return all but one: the session in which the user changes the password}
     *
     * @param sessionId {@link Session#id()} of the one that goes on
     */
    static EndSessions allExcept(UUID sessionId) {
        return new AllExcept(sessionId);
    }

    /** {@return none of them} */
    static EndSessions none() {
        return new None();
    }

    /** See {@link #all()}. */
    record All() implements EndSessions {}

    /**
     * See {@link #allExcept}.
     *
     * @param sessionId the session that goes on
     */
    record AllExcept(UUID sessionId) implements EndSessions {
        /**
         * Refuses nulls.
         *
         * @param sessionId the session that goes on
         */
        public AllExcept {
            InputRules.given("sessionId", sessionId);
        }
    }

    /** See {@link #none()}. */
    record None() implements EndSessions {}
}
