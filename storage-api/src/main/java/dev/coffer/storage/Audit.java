package dev.coffer.storage;

import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.AuditEntry;
import dev.coffer.storage.spi.StorageOperations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The audit log: one record of each change of a row, written by the database in the transaction of the change. Safe for many threads.
 *
 * <p>Sealing puts records that are committed into a chain, in which each has the digest of itself and of all before it. It is done by {@link
 * #seal}, or again and again by {@link Maintenance}, and no change waits for it. What is sealed cannot be changed, removed or put into another
 * order without {@link #verify} finding it, unless somebody makes all of the chain anew: to find that as well takes an {@link AuditHead} kept
 * elsewhere.
 */
public final class Audit {
    private static final int PAGE = 1_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final StorageContext context;
    private final Calls calls;

    Audit(StorageContext context, Calls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * Lists records, from the latest to the earliest by {@link AuditRecord#at}, then by {@link AuditRecord#entry}. That order stays as it is when
     * they are sealed.
     *
     * <p>A call that changes many rows has records of one time, numbered as the database comes to the rows. There is no order among these to
     * rely on: the record of a user who is deleted may be behind those of the sessions and tokens that went along, or before them.
     *
     * @param query which
     * @param page how many, from where on
     * @return sealed records, and those that are not sealed yet
     * @throws InvalidInput {@code limit}; {@code cursor} if it is malformed or from another query
     * @throws Corrupt if a record was changed into what none can be
     */
    public Page<AuditRecord> list(AuditQuery query, PageRequest page) {
        InputRules.given("query", query);
        int limit = context.rules().pageLimit(InputRules.given("page", page).limit());
        Cursor cursor = new Cursor(List.of("audit.list", query.toString()));
        Instant latest = query.before().orElse(InputRules.LAST_INSTANT.plusNanos(1_000));
        Place place =
                page.cursor().map(text -> Place.of(cursor.position(text, 2))).orElse(new Place(latest, 0));
        List<AuditEntry> found = calls.call(
                Operation.Name.AUDIT_LIST,
                storage -> storage.audit().list(query, place.at(), place.entry(), limit + 1));
        List<AuditRecord> records =
                found.stream().limit(limit).map(Audit::readable).toList();
        if (found.size() <= limit) {
            return new Page<>(records, Optional.empty());
        }
        AuditEntry last = found.get(limit - 1);
        return new Page<>(records, Optional.of(cursor.at(last.at().toString(), Long.toString(last.entry()))));
    }

    private record Place(Instant at, long entry) {
        static Place of(List<String> parts) {
            try {
                Instant at = Instant.parse(parts.get(0));
                return new Place(InputRules.instant("cursor", at), Long.parseLong(parts.get(1)));
            } catch (RuntimeException e) {
                throw Cursor.malformed();
            }
        }
    }

    private static AuditRecord readable(AuditEntry entry) {
        try {
            return new AuditRecord(
                    entry.entry(),
                    entry.seal().map(AuditHead::position),
                    entry.at(),
                    AuditOperation.of(entry.operation()).orElseThrow(IllegalArgumentException::new),
                    entry.userId().map(UUID::fromString),
                    entry.id(),
                    entry.namespace(),
                    entry.key(),
                    entry.actor(),
                    entry.request(),
                    entry.change());
        } catch (IllegalArgumentException e) {
            throw new Corrupt("record " + entry.entry() + " of the audit log is none that a change makes", e);
        }
    }

    /**
     * Seals what is committed and not sealed, in batches of 1,000.
     *
     * @return how many records
     */
    public long seal() {
        return seal(Purge.TO_THE_END);
    }

    long seal(BooleanSupplier goOn) {
        return Purge.all(
                calls,
                Operation.Name.AUDIT_SEAL,
                goOn,
                (storage, limit) -> storage.audit().seal(limit));
    }

    /**
     * Removes sealed records from the beginning of the chain up to the first that is not older, in batches of 1,000. The rest can be
     * verified as before.
     *
     * @param before only what is earlier is removed
     * @return how many records
     * @throws AccessDenied on PostgreSQL, unless the role owns the tables or was given EXECUTE on {@code coffer_audit_prune}
     */
    public long prune(Instant before) {
        return prune(before, Purge.TO_THE_END);
    }

    long prune(Instant before, BooleanSupplier goOn) {
        Instant end = InputRules.instant("before", before);
        return Purge.all(
                calls,
                Operation.Name.AUDIT_PRUNE,
                goOn,
                (storage, limit) -> storage.audit().prune(end, limit));
    }

    /**
     * Looks whether all sealed records are what they were. Reads all of them, in pages of 1,000; what is sealed or pruned meanwhile does not
     * disturb it.
     *
     * @return how many are, and the first that is not
     */
    public AuditVerification verify() {
        return verify(Optional.empty());
    }

    /**
     * As {@link #verify()}, and looks whether the chain is the one whose head was kept. What was pruned up to there cannot be looked at any
     * more, and what was cut off is {@link AuditVerification.Kind#REMOVED}.
     *
     * @param kept {@link AuditVerification#end} of an earlier time
     * @return how many are what they were, and the first that is not
     * @throws InvalidInput {@code kept} if no chain can have such a head
     */
    public AuditVerification verify(AuditHead kept) {
        InputRules.given("kept", kept);
        boolean possible = kept.position() == 0
                ? kept.digest().isEmpty()
                : kept.position() > 0 && DIGEST.matcher(kept.digest()).matches();
        if (!possible) {
            throw new InvalidInput(
                    "kept", "must be a position from 0 and a digest of 64 hexadecimal digits, of none at 0");
        }
        return verify(Optional.of(kept));
    }

    private AuditVerification verify(Optional<AuditHead> kept) {
        return calls.operation(
                Operation.Name.AUDIT_VERIFY,
                AuditVerification::verified,
                steps -> new ChainCheck(steps, kept).run(PAGE));
    }

    /**
     * Ends the recording, for all storages on the database, until one is opened that has it switched on. What is recorded stays, and that it
     * ends is the last record; where it has ended already nothing happens.
     *
     * @param actor who wants that
     * @throws AccessDenied on PostgreSQL, if the role does not own the tables
     */
    public void switchOff(Actor actor) {
        AuditContext by = context.of(InputRules.given("actor", actor));
        calls.run(
                Operation.Name.AUDIT_SWITCH_OFF,
                (StorageOperations storage) -> storage.audit().switchOff(by));
    }
}
