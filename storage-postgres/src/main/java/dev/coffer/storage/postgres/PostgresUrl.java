package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A URL taken apart: libpq's {@code postgresql://user:password@host:port,host2/database?parameters} (PostgreSQL manual, 34.1.1)
 * or the driver's {@code jdbc:postgresql://host:port,host2/database?parameters}.
 *
 * @param hosts each with its port; at least one
 * @param database empty for the name of the user
 * @param user empty for the name of the process's owner
 * @param password empty if it is asked for elsewhere, or not at all
 * @param parameters by libpq's name, with the driver's value; only those that are known
 */
record PostgresUrl(
        List<Host> hosts,
        Optional<String> database,
        Optional<String> user,
        Optional<String> password,
        Map<String, String> parameters) {
    private static final int DEFAULT_PORT = 5432;
    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:([^@/?]*)@)?([^/?]*)(?:/([^?@]*))?(?:\\?(.*))?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[\\p{L}\\p{N}._-]*)(?::([0-9]*))?");

    /** The driver's names for what libpq has other names for; those that are the same in both are not here. */
    private static final Map<String, String> LIBPQ_NAMES = Map.of(
            "connecttimeout", "connect_timeout",
            "applicationname", "application_name",
            "channelbinding", "channel_binding",
            "targetservertype", "target_session_attrs");

    /** What a parameter may say, where that is not free, with the driver's word for it. */
    private static final Map<String, Map<String, String>> VALUES = Map.of(
            "sslmode", same("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            "channel_binding", same("disable", "prefer", "require"),
            "target_session_attrs",
                    Map.of(
                            "any", "any",
                            "primary", "primary",
                            "read-write", "primary",
                            "standby", "secondary",
                            "secondary", "secondary",
                            "read-only", "secondary",
                            "prefer-standby", "preferSecondary",
                            "preferSecondary", "preferSecondary"));

    private static Map<String, String> same(String... values) {
        return Stream.of(values).collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));
    }

    /**
     * A server.
     *
     * @param name or address; an IPv6 address without brackets
     * @param port from 1 to 65535
     */
    record Host(String name, int port) {}

    static PostgresUrl parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw invalid("must be postgresql://user:password@host:port/database?parameters");
        }
        Map<String, String> parameters = parameters(group(matcher, 4));
        Optional<String> credentials = Optional.ofNullable(matcher.group(1));
        Optional<String> user = credentials.map(both -> both.split(":", 2)[0]).or(() -> removed(parameters, "user"));
        Optional<String> password = credentials
                .filter(both -> both.contains(":"))
                .map(both -> both.split(":", 2)[1])
                .or(() -> removed(parameters, "password"));
        return new PostgresUrl(
                hosts(group(matcher, 2)),
                present(decoded(group(matcher, 3))),
                user.map(PostgresUrl::decoded).flatMap(PostgresUrl::present),
                password.map(PostgresUrl::decoded).flatMap(PostgresUrl::present),
                parameters.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, PostgresUrl::value)));
    }

    /** Never says what it is: it may be a secret in the wrong place. */
    private static String value(Map.Entry<String, String> parameter) {
        String name = parameter.getKey();
        if (!ServerConnections.parameters().contains(name)) {
            throw invalid("has the parameter '" + name.replaceAll("[^A-Za-z0-9_.-]", "?")
                    + "', which is not supported; known: " + sorted(ServerConnections.parameters()));
        }
        String value = decoded(parameter.getValue());
        Map<String, String> allowed = VALUES.getOrDefault(name, Map.of(value, value));
        if (!allowed.containsKey(value)) {
            throw invalid("has a parameter '" + name + "' that is none of " + sorted(allowed.keySet()));
        }
        if (name.equals("connect_timeout") && !value.matches("[0-9]{1,4}")) {
            throw invalid("has a parameter 'connect_timeout' that is no number of seconds");
        }
        return Objects.requireNonNull(allowed.get(value));
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String group(Matcher matcher, int group) {
        return Optional.ofNullable(matcher.group(group)).orElse("");
    }

    private static Optional<String> removed(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.remove(name));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    private static List<Host> hosts(String text) {
        List<Host> hosts = new ArrayList<>();
        for (String host : text.split(",", -1)) {
            Matcher matcher = HOST.matcher(decoded(host));
            if (!matcher.matches()) {
                throw invalid("has a malformed host");
            }
            String name = matcher.group(1).replaceAll("^\\[|]$", "");
            hosts.add(new Host(name.isEmpty() ? "localhost" : name, port(group(matcher, 2))));
        }
        return List.copyOf(hosts);
    }

    private static int port(String digits) {
        if (digits.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw invalid("has a port that is not from 1 to 65535");
        }
        return port;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            if (!parameter.isEmpty()) {
                String[] both = parameter.split("=", 2);
                String given = decoded(both[0]);
                String name = LIBPQ_NAMES.getOrDefault(given.toLowerCase(Locale.ROOT), given);
                if (parameters.put(name, both.length == 2 ? both[1] : "") != null) {
                    throw invalid("has a parameter twice");
                }
            }
        }
        return parameters;
    }

    /** By percent-encoding alone: a plus sign is one. */
    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.indexOf(0) < 0) { // which ends a text in what is sent to the server
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // as malformed
        }
        throw invalid("has a malformed percent-encoding");
    }

    private static InvalidInput invalid(String problem) {
        return new InvalidInput("url", problem);
    }

    /** Where it leads; no password, no parameter. */
    @Override
    public String toString() {
        return "PostgresUrl" + hosts + "/" + database.orElse("");
    }
}
