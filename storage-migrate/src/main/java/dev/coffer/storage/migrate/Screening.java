package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.RecordChunk;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRules;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Parts the records that can arrive from those that cannot: a bad row costs one row, and a user those that refer to it. Sees the kinds in
 * their order, users first. For one thread, but for {@link #lose}.
 */
final class Screening {
    private final RecordRules rules;
    private final Rejects rejects;

    /** Their ids as text. One thread finds them while another one loses them. */
    private final Set<String> lostUsers;

    Screening(RecordRules rules, Rejects rejects) {
        this(rules, rejects, Set.of());
    }

    /** With users that are known not to arrive. */
    Screening(RecordRules rules, Rejects rejects, Set<String> lostUsers) {
        this.rules = rules;
        this.rejects = rejects;
        this.lostUsers = ConcurrentHashMap.newKeySet();
        this.lostUsers.addAll(lostUsers);
    }

    /** The ids of those who do not arrive. */
    Set<String> lostUsers() {
        return lostUsers;
    }

    /** Those that can arrive. */
    List<StoredRecord> arriving(RecordChunk chunk) {
        chunk.unreadable().forEach(this::lose);
        List<StoredRecord> arriving = new ArrayList<>(chunk.records().size());
        for (StoredRecord record : chunk.records()) {
            if (passes(record)) {
                arriving.add(record);
            }
        }
        return arriving;
    }

    /** A user that was found out elsewhere not to arrive. */
    void lose(StoredRecord record) {
        if (record instanceof StoredUser user) {
            lostUsers.add(user.user().id().toString());
        }
    }

    private void lose(UnreadableRecord record) {
        if (record.kind() == RecordKind.USER && record.fields().get("id") instanceof String id) {
            lostUsers.add(id);
        }
        rejects.add(record);
    }

    private boolean passes(StoredRecord record) {
        try {
            rules.check(record);
        } catch (InvalidInput e) {
            lose(record);
            rejects.add(record, e.field(), e.problem());
            return false;
        }
        if (!lostUsers.isEmpty() && isLost(userOf(record))) {
            rejects.add(record, "userId", "is that of a user who does not arrive");
            return false;
        }
        return true;
    }

    private boolean isLost(@Nullable String user) {
        return user != null && lostUsers.contains(user);
    }

    private static @Nullable String userOf(StoredRecord record) {
        if (record instanceof StoredSession session) {
            return session.session().userId().toString();
        }
        return record instanceof StoredToken token ? token.token().userId().toString() : null;
    }
}
