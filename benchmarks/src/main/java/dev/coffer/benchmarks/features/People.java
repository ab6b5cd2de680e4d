package dev.coffer.benchmarks.features;

import dev.coffer.storage.NewUser;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Users whom a search finds: each has a name in the metadata and in the address, as in {@code bano.teliru.0k3x@x.test}. Names are as
 * unevenly frequent as real ones: the most common of 300 first names has one of 17 users, the most common of 2,000 last names one of 45.
 */
record People(int number) {
    static final int FIRST_NAMES = 300;
    static final int LAST_NAMES = 2_000;

    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = CONSONANTS.length() * VOWELS.length();
    private static final int SERIALS = 36 * 36 * 36 * 36;
    private static final long STRIDE = 48_271; // a prime that divides no power of 36: serials are all different

    static People anybody(SplittableRandom random) {
        return new People(random.nextInt(SERIALS));
    }

    /** The names by how many have them. */
    static String firstName(int rank) {
        return syllable(rank * 11) + syllable(rank / SYLLABLES * 17 + rank * 29 + 5);
    }

    /** None is a first name. */
    static String lastName(int rank) {
        return firstName(rank) + syllable(rank * 13 + 7);
    }

    private static String syllable(int number) {
        int one = number % SYLLABLES;
        return "" + CONSONANTS.charAt(one % CONSONANTS.length()) + VOWELS.charAt(one / CONSONANTS.length());
    }

    String firstName() {
        return firstName(rank(1, FIRST_NAMES));
    }

    String lastName() {
        return lastName(rank(2, LAST_NAMES));
    }

    /** A word that nobody else has, which tells nothing of the order in which users come. */
    String serial() {
        String digits = Long.toString(number * STRIDE % SERIALS, 36);
        return "0".repeat(4 - digits.length()) + digits;
    }

    String email() {
        return firstName() + "." + lastName() + "." + serial() + "@x.test";
    }

    Map<String, Object> metadata() {
        return Map.of("name", capital(firstName()) + " " + capital(lastName()));
    }

    NewUser user() {
        return NewUser.withEmail(email()).metadata(metadata());
    }

    private int rank(int salt, int names) {
        double random = new SplittableRandom(number * 3L + salt).nextDouble();
        return (int) (names * random * random);
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
