package dev.coffer.storage;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all storage URLs have in common. */
final class StorageUrl {
    private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    private StorageUrl() {}

    static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        if (!matcher.matches()) {
            throw new InvalidInput("url", "must begin with a scheme, such as sqlite:");
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
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
