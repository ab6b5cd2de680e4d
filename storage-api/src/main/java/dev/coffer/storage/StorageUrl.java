package dev.coffer.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What all storage URLs have in common. */
final class StorageUrl {
    private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9+.:-]+://([^@/?]*)@");

    private StorageUrl() {}

    static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        if (!matcher.matches()) {
            throw new InvalidInput("url", "must begin with a scheme, such as sqlite:");
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }

    /** Whether it leads to a server. */
    static boolean hasHost(String url) {
        Matcher matcher = SCHEME.matcher(url);
        return matcher.matches() && url.startsWith("//", matcher.end(1) + 1);
    }

    /** Who logs in, where it leads to a server. */
    static Optional<String> user(String url) {
        return loginOf(url)
                .map(login -> login.split(":", 2)[0])
                .or(() -> parameter(url, "user"))
                .map(user -> URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8))
                .filter(user -> !user.isEmpty());
    }

    static boolean hasPassword(String url) {
        return loginOf(url).filter(login -> login.contains(":")).isPresent()
                || parameter(url, "password").isPresent();
    }

    private static Optional<String> loginOf(String url) {
        Matcher matcher = LOGIN.matcher(url);
        return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> parameter(String url, String name) {
        return Stream.of(url.substring(url.indexOf('?') + 1).split("&", -1))
                .filter(parameter -> url.contains("?") && parameter.startsWith(name + "="))
                .map(parameter -> parameter.substring(name.length() + 1))
                .findFirst();
    }

    /**
     * Without user, password and parameters, any of which may be a secret. Wherever a password that was not encoded might
     * end, it shows too little rather than too much.
     */
    static String redacted(String url) {
        Matcher matcher = SCHEME.matcher(url);
        int begin = matcher.matches() ? matcher.end(1) + 1 : 0;
        String prefix = url.substring(0, begin) + (url.startsWith("//", begin) ? "//" : "");
        int userInfoEnd = url.lastIndexOf('@');
        int parameters = url.indexOf('?');
        String shown = parameters < 0 ? url : url.substring(0, parameters) + "?…";
        if (userInfoEnd < 0) {
            return shown;
        }
        return prefix + "…" + (parameters >= 0 && parameters < userInfoEnd ? "" : shown.substring(userInfoEnd));
    }
}
