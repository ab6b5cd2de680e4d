package dev.coffer.storage;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Password hashing with bcrypt. Our own hashes of passwords that bcrypt would cut are made of their SHA-512 and marked so; all
 * others are plain bcrypt and are verified as their makers did, by the first 72 bytes.
 *
 * <p>bcrypt sees 72 bytes: it cannot tell a password of 72 from a longer one that begins with it. So the marked scheme begins
 * at 72, not above it.
 */
final class Passwords {
    static final int MAX_BYTES = 1_024;
    static final int MIN_COST = BCrypt.MIN_COST;

    /** Of a quarter of a minute. At bcrypt's own limit, 31, one login would keep a processor busy for a day. */
    static final int MAX_COST = 18;

    static final Bounds<Integer> COST = Bounds.numbers(MIN_COST, MAX_COST);

    private static final String PREHASHED = "$coffer-sha512";
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-8])\\$[./A-Za-z0-9]{53}");
    private static final int COST_AT = "$2b$".length();
    private static final BCrypt.Version PLAIN = BCrypt.Version.VERSION_2B;
    private static final BCrypt.Version OWN = new BCrypt.Version(
            PLAIN.versionIdentifier,
            PLAIN.useOnly23bytesForHash,
            PLAIN.appendNullTerminator,
            BCrypt.Version.MAX_PW_LENGTH_BYTE - 1,
            PLAIN.formatter,
            PLAIN.parser);
    private static final LongPasswordStrategy CUT = LongPasswordStrategies.truncate(PLAIN);
    private static final LongPasswordStrategy SHA512 = LongPasswordStrategies.hashSha512(OWN);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is hashed for nothing but the time that it takes. */
    private static final byte[] ANYTHING = {'x'};

    private static final byte[] ANY_SALT = new byte[16];

    /** Hashing keeps a processor busy for a quarter of a second: more at once only makes all of them late. */
    private static final Semaphore PROCESSORS =
            new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private final int cost;

    /** What is verified where there is nothing to verify. */
    private final String decoy;

    private final Listening listening;

    Passwords(int cost) {
        this(cost, Listening.NONE);
    }

    Passwords(int cost, Listening listening) {
        this.cost = cost;
        this.decoy = "$2b$%02d$".formatted(cost) + ".".repeat(53);
        this.listening = listening;
    }

    /** A password as a client sent it: anything of bounded size. */
    static byte[] bytes(String password) {
        if (Texts.utf8Length(Texts.wellFormed("password", password)) > MAX_BYTES) {
            throw new InvalidInput("password", "must have at most " + MAX_BYTES + " bytes");
        }
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** A password that may be set. */
    static byte[] check(String password) {
        byte[] bytes = bytes(password);
        if (bytes.length == 0) {
            throw new InvalidInput("password", "must not be empty");
        }
        return bytes;
    }

    static String checkHash(String hash) {
        if (!isBcrypt(InputRules.given("passwordHash", hash))) {
            throw new InvalidInput(
                    "passwordHash", "must be a bcrypt hash ($2a$, $2b$ or $2y$) of a cost up to " + MAX_COST);
        }
        return hash;
    }

    String hash(String password) {
        byte[] bytes = check(password);
        return withProcessor(Operation.Name.PASSWORDS_HASH, () -> hashOwn(bytes));
    }

    /**
     * Whether the attempt is right and may succeed. Every failure costs one hash at the configured cost, whatever its reason,
     * unless the stored hash alone costs more.
     */
    boolean verify(byte[] attempt, Optional<String> stored, boolean maySucceed) {
        return withProcessor(Operation.Name.PASSWORDS_VERIFY, () -> {
            Optional<String> comparable = stored.filter(hash -> isComparable(attempt, hash));
            if (comparable.isEmpty()) {
                matches(ANYTHING, decoy);
                return false;
            }
            boolean right = matches(attempt, comparable.get()) && maySucceed;
            if (!right) {
                spendTheRest(comparable.get());
            }
            return right;
        });
    }

    /** A stronger hash of a verified password, if the stored one is weaker than the configured one. */
    Optional<String> upgrade(byte[] verified, String stored) {
        if (cost(stored) >= cost) {
            return Optional.empty();
        }
        // What follows byte 72 was never checked here, so the new hash must not depend on it.
        boolean cut = !isPrehashed(stored) && verified.length > OWN.allowedMaxPwLength;
        return Optional.of(withProcessor(
                Operation.Name.PASSWORDS_HASH, () -> cut ? hash(cost, PLAIN, CUT, verified) : hashOwn(verified)));
    }

    private String hashOwn(byte[] password) {
        String hash = hash(cost, OWN, SHA512, password);
        return password.length > OWN.allowedMaxPwLength ? PREHASHED + hash : hash;
    }

    private static String hash(int cost, BCrypt.Version version, LongPasswordStrategy strategy, byte[] password) {
        byte[] hash = BCrypt.with(version, RANDOM, strategy).hash(cost, password);
        return new String(hash, StandardCharsets.US_ASCII);
    }

    private static boolean matches(byte[] attempt, String stored) {
        byte[] bcrypt = bcryptPart(stored).getBytes(StandardCharsets.US_ASCII);
        BCrypt.Verifyer verifyer = isPrehashed(stored) ? BCrypt.verifyer(OWN, SHA512) : BCrypt.verifyer(PLAIN, CUT);
        return verifyer.verify(attempt, bcrypt).verified;
    }

    /** Whether there is a hash of the attempt to compare: not of an empty one, not of a short one with a marked hash. */
    private static boolean isComparable(byte[] attempt, String stored) {
        return isBcrypt(stored) && attempt.length > (isPrehashed(stored) ? OWN.allowedMaxPwLength : 0);
    }

    /**
     * A hash at cost c takes 2^c rounds; one more at each cost from c up to below C makes them 2^C. Each begins and ends in about
     * the time of one round, so they are made of nothing but bcrypt: no random salt, no text.
     */
    private void spendTheRest(String compared) {
        for (int next = cost(compared); next < cost; next++) {
            BCrypt.with(PLAIN, RANDOM, CUT).hashRaw(next, ANY_SALT, ANYTHING);
        }
    }

    static boolean isBcrypt(String stored) {
        return BCRYPT.matcher(bcryptPart(stored)).matches();
    }

    private static boolean isPrehashed(String stored) {
        return stored.startsWith(PREHASHED);
    }

    private static String bcryptPart(String stored) {
        return isPrehashed(stored) ? stored.substring(PREHASHED.length()) : stored;
    }

    private static int cost(String stored) {
        return Integer.parseInt(bcryptPart(stored), COST_AT, COST_AT + 2, 10);
    }

    private <T> T withProcessor(Operation.Name name, Supplier<T> hashing) {
        return listening.during(name, () -> withProcessor(hashing));
    }

    private static <T> T withProcessor(Supplier<T> hashing) {
        PROCESSORS.acquireUninterruptibly();
        try {
            return hashing.get();
        } finally {
            PROCESSORS.release();
        }
    }
}
