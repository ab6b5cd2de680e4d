package dev.coffer.storage;

import java.util.Optional;

/**
 * Who makes changes, and for which request: what {@link Storage#as} writes into the audit log beside them.
 *
 * @param name such as {@code admin:7}: 1 to 255 code points, no control characters
 * @param request such as the id of a request, which its log lines have too; of the same form
 */
public record Actor(String name, Optional<String> request) {
    /**
     * Checks both.
     *
     * @param name who
     * @param request for what
     * @throws InvalidInput {@code name} or {@code request}
     */
    public Actor {
        checked("name", InputRules.given("name", name));
        InputRules.given("request", request).ifPresent(text -> checked("request", text));
    }

    /**
     * {@return an actor, for no request in particular}
     *
     * @param name such as {@code admin:7}
     * @throws InvalidInput {@code name}
     */
    public static Actor of(String name) {
        return new Actor(name, Optional.empty());
    }

    /**
     * {@return the same actor in a request}
     *
     * @param request such as an id
     * @throws InvalidInput {@code request}
     */
    public Actor inRequest(String request) {
        return new Actor(name, Optional.of(InputRules.given("request", request)));
    }

    static void checked(String field, String text) {
        if (InputRules.name(field, text).codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInput(field, "must not contain control characters");
        }
    }
}
