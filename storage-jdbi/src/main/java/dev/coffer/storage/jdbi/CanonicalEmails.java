package dev.coffer.storage.jdbi;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordRules;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Addresses whose stored canonical form is not the one by which they are looked for. Knows no more of them than it needs. */
public final class CanonicalEmails {
    private static final int REMEMBERED = 10_000;

    private final RecordRules rules;
    private final Set<String> forms = new HashSet<>();
    private long different;
    private long duplicates;

    /** By the rules of a storage. */
    public CanonicalEmails(StorageConfig config) {
        rules = config.recordRules(json -> Map.of());
    }

    /** Looks at one more. */
    public void add(String email, String stored) {
        try {
            String form = rules.canonicalEmail(email);
            if (!form.equals(stored)) {
                different++;
                if (!forms.add(form)) {
                    duplicates++;
                } else if (forms.size() > REMEMBERED) {
                    forms.remove(form);
                }
            }
        } catch (InvalidInput noAddress) {
            different++;
        }
    }

    /** The forms that those which differ should have; of very many not all. */
    public Set<String> forms() {
        return Set.copyOf(forms);
    }

    /**
     * What it comes to.
     *
     * @param taken how many users have one of {@link #forms()} as theirs already
     * @param sharing how many forms are stored more than once
     */
    public Verdict verdict(long taken, long sharing) {
        long shared = duplicates + taken + sharing;
        if (different == 0 && shared == 0) {
            return Verdict.ok("each user has an address of their own, stored as it is looked for");
        }
        String observed = different + " users have a canonical address that is not the one they are looked for by; "
                + shared + " addresses belong to two users";
        return Verdict.fail(
                observed,
                "dump the storage (coffer migrate --to ndjson:FILE), decide which of two users stays, and load it into a new one:"
                        + " what breaks a rule is named");
    }
}
