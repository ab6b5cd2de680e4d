package dev.coffer.examples;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionOptions;
import java.io.IOException;
import java.time.Instant;

/** Transactions: several changes or none, and a message that arrives twice but counts once. */
public final class TransactionsMain {
    private TransactionsMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open("sqlite:" + scratch.file("app.db"))) {
            // The payment service calls again when our answer gets lost, with the same reference and time.
            Instant paidAt = Instant.now();
            System.out.println("First call: " + credit(storage, "payment-4711", paidAt, "ada", 100));
            System.out.println("Second call: " + credit(storage, "payment-4711", paidAt, "ada", 100));

            try {
                transfer(storage, "ada", "alan", 70);
                System.out.println("Moved 70");
                transfer(storage, "ada", "alan", 70);
                System.out.println("Moved 70 more");
            } catch (NotEnoughCredits e) {
                System.out.println("Not moved: " + e.getMessage());
            }
            System.out.println("Together they have " + total(storage, "ada", "alan"));
        }
    }

    /** Takes a storage, or a transaction of the caller: then both end as one. */
    static void transfer(StorageAccess storage, String from, String to, long credits) throws NotEnoughCredits {
        storage.inTransaction(tx -> {
            KeyValueNamespace accounts = tx.keyValues().namespace("accounts");
            accounts.record(to).increment("credits", credits);
            if (accounts.record(from).increment("credits", -credits) < 0) {
                throw new NotEnoughCredits(from); // reaches the caller as it is, and takes both increments back
            }
        });
    }

    /** The work runs unless a transaction with the same key has committed: also when two calls come at once. */
    static ApplyOutcome credit(Storage storage, String payment, Instant paidAt, String to, long credits) {
        return storage.applyOnce(
                new IdempotencyKey(payment, paidAt),
                tx -> tx.keyValues().namespace("accounts").record(to).increment("credits", credits));
    }

    /** All reads see the same moment, and no writer waits for them. */
    static long total(Storage storage, String... owners) {
        return storage.callInTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
            KeyValueNamespace accounts = tx.keyValues().namespace("accounts");
            long total = 0;
            for (String owner : owners) {
                String credits = accounts.record(owner).getText("credits").orElse("0");
                total += Long.parseLong(credits);
            }
            return total;
        });
    }

    static final class NotEnoughCredits extends Exception {
        private static final long serialVersionUID = 1L;

        NotEnoughCredits(String owner) {
            super(owner + " has not enough credits");
        }
    }
}
