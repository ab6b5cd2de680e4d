package dev.coffer.storage;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the database itself shows of its rows to {@link Storage#actingAs}: the user's own in users, sessions and tokens, and the key-values
 * of namespaces that are marked, in the record whose id is the user's. Immutable.
 *
 * <p>PostgreSQL has to be set up for it, with the same settings, by a role that may make roles. Two roles that nobody logs in with then
 * work on the tables: one for all that the library does by itself, which sees every row, and one for a user, which sees none until it is
 * said which user, for one transaction.
 */
public final class RowLevelSecurity {
    private static final RowLevelSecurity OF_ALL =
            new RowLevelSecurity(new TreeSet<>(), "coffer_system", "coffer_user");

    private final SortedSet<String> userNamespaces;
    private final String systemRole;
    private final String userRole;

    private RowLevelSecurity(SortedSet<String> userNamespaces, String systemRole, String userRole) {
        this.userNamespaces = Collections.unmodifiableSortedSet(userNamespaces);
        this.systemRole = systemRole;
        this.userRole = userRole;
    }

    /** {@return that of users, sessions and tokens, without any key-values, by the roles {@code coffer_system} and {@code coffer_user}} */
    public static RowLevelSecurity ofAll() {
        return OF_ALL;
    }

    /**
     * {@return the same, and the key-values of a namespace whose records have ids of users, as {@link java.util.UUID#toString} writes them}
     *
     * @param namespace of key-values; all others are out of a user's reach
     * @throws InvalidInput {@code namespace}
     */
    public RowLevelSecurity userNamespace(String namespace) {
        SortedSet<String> more = new TreeSet<>(userNamespaces);
        more.add(InputRules.name("namespace", namespace));
        return new RowLevelSecurity(more, systemRole, userRole);
    }

    /**
     * {@return the same by other roles} Roles are those of a whole server: give each of its databases roles of its own.
     *
     * @param systemRole sees all: 1 to 31 of a-z, 0-9 and _, beginning with no digit
     * @param userRole sees what is a user's own; of the same form, another one
     * @throws InvalidInput {@code systemRole} or {@code userRole}
     */
    public RowLevelSecurity roles(String systemRole, String userRole) {
        InputRules.sqlName("systemRole", systemRole);
        if (InputRules.sqlName("userRole", userRole).equals(systemRole)) {
            throw new InvalidInput("userRole", "must be another one than systemRole");
        }
        return new RowLevelSecurity(new TreeSet<>(userNamespaces), systemRole, userRole);
    }

    /** {@return the namespaces of which a user sees the record with the user's id} */
    public SortedSet<String> userNamespaces() {
        return userNamespaces;
    }

    /** {@return the role of the library's own work} */
    public String systemRole() {
        return systemRole;
    }

    /** {@return the role of a user} */
    public String userRole() {
        return userRole;
    }

    /** Says what a user sees, and by which roles. */
    @Override
    public String toString() {
        return "RowLevelSecurity[" + systemRole + ", " + userRole + "]" + userNamespaces;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowLevelSecurity same
                && userNamespaces.equals(same.userNamespaces)
                && systemRole.equals(same.systemRole)
                && userRole.equals(same.userRole);
    }

    @Override
    public int hashCode() {
        return userNamespaces.hashCode();
    }
}
