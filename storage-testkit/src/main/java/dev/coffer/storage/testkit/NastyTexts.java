package dev.coffer.storage.testkit;

import java.util.List;

/** Texts that have hurt somebody: as they are they must be kept, or refused. */
final class NastyTexts {
    /** Kept as they are wherever a text is. None of them is blank. */
    static final List<String> KEPT = List.of(
            "'",
            "''",
            "\"",
            "`",
            "\\",
            "\\'",
            "\\0",
            "\\u0000",
            "--",
            "'; DROP TABLE coffer_users; --",
            "') OR ('1'='1",
            "%",
            "_",
            "*?[a]",
            "?",
            "??",
            ":name",
            "$1",
            "$$",
            "${env}",
            "#{el}",
            "<define>",
            "{0}",
            "{}",
            "null",
            "NaN",
            " leading and trailing ",
            "a\r\nb",
            "a\tb",
            "\u0001",
            "\u001b",
            "\u007f",
            "\u0085",
            "\u00e1",
            "a\u0301",
            "\u0130\u0131\u00df",
            "\u05d0\u05d1\u05d2",
            "\u202eevil\u202c",
            "\u200b",
            "\ufeff",
            "\ufffd",
            "\ufffe",
            "\uffff",
            "\ue000",
            "\ud800\udc00",
            "\ud83d\ude00",
            "\ud83d\udc69\u200d\ud83d\udcbb",
            "\udbff\udfff");

    /** U+0000 and lone surrogates: refused wherever a text is. */
    static final List<String> REFUSED = List.of(
            "\u0000",
            "a\u0000b",
            "ends with it\u0000",
            "\ud83d",
            "\ude00",
            "\ude00\ud83d",
            "\ud83d\ud83d\ude00",
            "a\ud83db",
            "ends with it\ud83d");

    private NastyTexts() {}

    /** Those that an address may have before its {@code @}. */
    static List<String> inAddresses() {
        return KEPT.stream()
                .filter(text -> text.codePoints()
                        .noneMatch(c ->
                                Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)))
                .toList();
    }
}
