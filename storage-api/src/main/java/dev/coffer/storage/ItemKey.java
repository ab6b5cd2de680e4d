package dev.coffer.storage;

/**
 * Where an item is: <i>(namespace, id, key)</i>, as in a wide-row store. Each part has 1 to 255 code points, is not
 * blank and is compared byte by byte. Together they have at most 2,560 bytes of UTF-8, a limit that
 * nothing but code points beyond U+FFFF can reach. An operation on an item that breaks a rule is {@link InvalidInput}.
 *
 * @param namespace what the records are about, such as {@code "profiles"}
 * @param id which record, such as a user's id
 * @param key which item of the record
 */
public record ItemKey(String namespace, String id, String key) implements Comparable<ItemKey> {
    /**
     * Refuses nulls.
     *
     * @param namespace what the records are about, such as {@code "profiles"}
     * @param id which record, such as a user's id
     * @param key which item of the record
     */
    public ItemKey {
        InputRules.given("namespace", namespace);
        InputRules.given("id", id);
        InputRules.given("key", key);
    }

    /**
     * {@return the place with these parts}
     *
     * @param namespace what the records are about, such as {@code "profiles"}
     * @param id which record, such as a user's id
     * @param key which item of the record
     */
    public static ItemKey of(String namespace, String id, String key) {
        return new ItemKey(namespace, id, key);
    }

    /** In UTF-8. */
    long bytes() {
        return Texts.utf8Length(namespace) + Texts.utf8Length(id) + Texts.utf8Length(key);
    }

    /** A number that {@link #bytes} does not exceed, without a look at the texts. */
    long mostBytes() {
        return Texts.mostUtf8Length(namespace) + Texts.mostUtf8Length(id) + Texts.mostUtf8Length(key);
    }

    /** By namespace, id and key, each as {@link #compareNames} says: the order of every scan. */
    @Override
    public int compareTo(ItemKey other) {
        int namespaces = compareNames(namespace, other.namespace);
        int ids = namespaces != 0 ? namespaces : compareNames(id, other.id);
        return ids != 0 ? ids : compareNames(key, other.key);
    }

    /**
     * Compares by the bytes of UTF-8, which is the order of code points; {@link String#compareTo} puts U+10000 and above before
     * U+E000.
     *
     * @param a well-formed: without lone surrogates
     * @param b well-formed
     * @return negative, zero or positive, as {@code a} comes before, is, or comes behind {@code b}
     */
    public static int compareNames(String a, String b) {
        int length = Math.min(
                InputRules.given("a", a).length(), InputRules.given("b", b).length());
        for (int i = 0; i < length; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean sameKind = Character.isSurrogate(left) == Character.isSurrogate(right);
                return sameKind ? Character.compare(left, right) : Character.isSurrogate(left) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
