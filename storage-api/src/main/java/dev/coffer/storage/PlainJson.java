package dev.coffer.storage;

import java.util.Arrays;

/**
 * JSON (RFC 8259) that keeps the rules of metadata whatever it says: an object of few members, in ASCII without escapes, with whole numbers
 * and no white space but single spaces. All other JSON is for {@link JsonRules}.
 */
final class PlainJson {
    private static final int MOST_MEMBERS = 32;
    private static final int MOST_DEPTH = 8;
    private static final int MOST_DIGITS = 18;

    private final byte[] bytes;
    private final int end;
    private int at;

    private PlainJson(byte[] bytes, int begin, int end) {
        this.bytes = bytes;
        this.end = end;
        at = begin;
    }

    /** Whether the bytes are such an object. */
    static boolean isObject(byte[] bytes, int begin, int end) {
        PlainJson json = new PlainJson(bytes, begin, end);
        return json.takes('{') && json.isObject(1) && json.at == end;
    }

    private boolean takes(char c) {
        if (at == end || bytes[at] != c) {
            return false;
        }
        at++;
        return true;
    }

    private boolean isValue(int depth) {
        takes(' ');
        if (at == end) {
            return false;
        }
        return switch (bytes[at++]) {
            case '"' -> isString();
            case '{' -> depth < MOST_DEPTH && isObject(depth + 1);
            case '[' -> depth < MOST_DEPTH && isArray(depth + 1);
            case 't' -> isRest("rue");
            case 'f' -> isRest("alse");
            case 'n' -> isRest("ull");
            default -> {
                at--;
                yield isNumber();
            }
        };
    }

    private boolean isObject(int depth) {
        if (takes('}')) {
            return true;
        }
        int[] names = new int[2 * MOST_MEMBERS];
        for (int members = 0; members < MOST_MEMBERS; members++) {
            takes(' ');
            names[2 * members] = at;
            if (!takes('"') || !isString()) {
                return false;
            }
            names[2 * members + 1] = at;
            if (isLastTwice(names, members) || !takes(':') || !isValue(depth)) {
                return false;
            }
            if (!takes(',')) {
                return takes('}');
            }
        }
        return false;
    }

    private boolean isLastTwice(int[] names, int last) {
        for (int i = 0; i < last; i++) {
            if (Arrays.equals(bytes, names[2 * i], names[2 * i + 1], bytes, names[2 * last], names[2 * last + 1])) {
                return true;
            }
        }
        return false;
    }

    private boolean isArray(int depth) {
        if (takes(']')) {
            return true;
        }
        while (isValue(depth)) {
            if (!takes(',')) {
                return takes(']');
            }
        }
        return false;
    }

    /** Behind its first quote. */
    private boolean isString() {
        while (at < end) {
            byte c = bytes[at++];
            if (c == '"') {
                return true;
            }
            if (c < ' ' || c == '\\') {
                return false;
            }
        }
        return false;
    }

    private boolean isNumber() {
        takes('-');
        int begin = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        int digits = at - begin;
        return digits > 0 && digits <= MOST_DIGITS && (bytes[begin] != '0' || digits == 1);
    }

    private boolean isRest(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (!takes(rest.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
