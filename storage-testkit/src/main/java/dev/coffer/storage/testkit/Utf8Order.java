package dev.coffer.storage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;

/** The order of names: byte by byte, unsigned, in UTF-8. */
final class Utf8Order {
    static final Comparator<String> ASCENDING = (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

    private Utf8Order() {}
}
