package dev.coffer.storage;

/** Texts in ASCII that keep their rules whatever they say, told from their bytes. Every other text is for {@link InputRules}. */
final class PlainBytes {
    private static final int DELETE = 0x7f;

    private PlainBytes() {}

    /** Whether there is something, it is printable ASCII, and the first of it is not a space. */
    static boolean isText(byte[] bytes, int begin, int end) {
        if (begin == end || bytes[begin] == ' ') {
            return false;
        }
        for (int i = begin; i < end; i++) {
            if (!isPrintable(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** What is no ASCII is negative. */
    private static boolean isPrintable(byte c) {
        return c >= ' ' && c != DELETE;
    }

    /** Whether it is the canonical form of an address and could be one. */
    static boolean isCanonicalEmail(byte[] bytes, int begin, int end) {
        int at = -1;
        for (int i = begin; i < end; i++) {
            byte c = bytes[i];
            if (!isPrintable(c) || c == ' ' || isCapital(c) || (c == '@' && at >= 0)) {
                return false;
            }
            at = c == '@' ? i : at;
        }
        return at > begin && at < end - 1;
    }

    private static boolean isCapital(byte c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Whether the one text is, in lower case, the other one of the same length. */
    static boolean isInLowerCase(byte[] bytes, int begin, int lower, int length) {
        for (int i = 0; i < length; i++) {
            byte c = bytes[begin + i];
            if ((isCapital(c) ? c + 'a' - 'A' : c) != bytes[lower + i]) {
                return false;
            }
        }
        return true;
    }
}
