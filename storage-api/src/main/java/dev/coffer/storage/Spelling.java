package dev.coffer.storage;

import java.util.Locale;

/** Whether one name was meant by another. */
final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /** Whether they differ in case, in what is between their words, or by two letters at most. */
    static boolean isNear(String known, String given) {
        String one = bare(known);
        String other = bare(given);
        return other.equals("coffer" + one) || (other.length() > MOST_EDITS && edits(one, other) <= MOST_EDITS);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Levenshtein's distance. */
    private static int edits(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
