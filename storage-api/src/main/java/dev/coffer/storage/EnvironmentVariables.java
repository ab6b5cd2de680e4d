package dev.coffer.storage;

import dev.coffer.storage.spi.DatabaseCredentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configuration out of environment variables, and out of a file below them, whose keys are named as the builder's methods. */
final class EnvironmentVariables {
    private static final String PREFIX = "COFFER_";
    private static final Pattern WORD = Pattern.compile("_([a-z])");
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private static final String DURATION =
            "a duration from a millisecond to a day, such as 500ms, 5s, 10m, 1h or PT1.5S (ISO-8601)";
    private static final String POOL_SIZE = "a whole number " + StorageConfig.Builder.POOL_SIZE.text();
    private static final Pattern HOSTS = Pattern.compile("[\\p{L}\\p{N}._:,\\[\\]-]+");
    private static final String HOST = "the name or address of a server, or several with commas between them";
    private static final int MAX_PORT = 65_535;
    private static final String PORT = "a whole number from 1 to " + MAX_PORT;
    private static final String COST = "a whole number " + Passwords.COST.text();

    /** Of a file, for each variable of ours but its own. */
    private static final Set<String> KEYS = Stream.of(
                    "COFFER_URL",
                    "COFFER_URL_FILE",
                    "COFFER_PASSWORD_FILE",
                    "COFFER_SCHEMA",
                    "COFFER_SCHEMA_OWNER",
                    "COFFER_SCHEMA_MODE",
                    "COFFER_READ_ONLY",
                    "COFFER_STANDBY_READS",
                    "COFFER_TRANSACTION_POOLING",
                    "COFFER_NATURAL_BATCHING",
                    "COFFER_START_TIMEOUT",
                    "COFFER_POOL_SIZE",
                    "COFFER_LOCK_TIMEOUT",
                    "COFFER_READ_TIMEOUT",
                    "COFFER_CLOSE_TIMEOUT",
                    "COFFER_PASSWORD_COST")
            .map(EnvironmentVariables::key)
            .collect(Collectors.toCollection(TreeSet::new));

    private final Map<String, String> variables;
    private final ConfigFile file;

    /**
     * Over a file.
     *
     * @param file {@link ConfigFile#NONE} for the one that the variables name, if they do
     */
    EnvironmentVariables(Map<String, String> variables, ConfigFile file) {
        this.variables = variables;
        this.file = file == ConfigFile.NONE
                ? variable("COFFER_CONFIG")
                        .map(path -> ConfigFile.read("COFFER_CONFIG", path))
                        .orElse(file)
                : file;
    }

    /** A value, and how an error names it. */
    private record Setting(String name, String place, String text) {
        InvalidInput refused(String problem) {
            return new InvalidInput(
                    name, place + problem); // without its value, which may be a secret in the wrong place
        }
    }

    StorageConfig config() {
        file.demandKnown(KEYS); // a misspelled url is told as such
        Optional<StorageConfig.Builder> given = urlInEnvironment();
        StorageConfig.Builder config = given.or(this::urlInFile)
                .orElseThrow(() -> new InvalidInput(
                        "COFFER_URL", "must be set, or DATABASE_URL, or DATASTORE_HOST" + file.orItsKey("url")));
        read(passwordFile(given), "a file with a password", text -> passwordFile(config, text));
        read("COFFER_SCHEMA", "a name", config::schema);
        read("COFFER_SCHEMA_OWNER", "a name", config::schemaOwner);
        read("COFFER_SCHEMA_MODE", "migrate, validate or none", text -> config.schemaMode(schemaMode(text)));
        read("COFFER_READ_ONLY", "true or false", text -> config.readOnly(bool(text)));
        read("COFFER_STANDBY_READS", "true or false", text -> config.standbyReads(bool(text)));
        read("COFFER_TRANSACTION_POOLING", "true or false", text -> config.transactionPooling(bool(text)));
        read("COFFER_NATURAL_BATCHING", "true or false", text -> config.naturalBatching(bool(text)));
        read("COFFER_START_TIMEOUT", DURATION, text -> config.startTimeout(duration(text)));
        read("COFFER_POOL_SIZE", POOL_SIZE, text -> config.poolSize(Integer.parseInt(text)));
        read("COFFER_LOCK_TIMEOUT", DURATION, text -> config.lockTimeout(duration(text)));
        read("COFFER_READ_TIMEOUT", DURATION, text -> config.readTimeout(duration(text)));
        read("COFFER_CLOSE_TIMEOUT", DURATION, text -> config.closeTimeout(duration(text)));
        read("COFFER_PASSWORD_COST", COST, text -> config.passwordCost(Integer.parseInt(text)));
        return config.build();
    }

    /** Any of them comes before the file's. */
    private Optional<StorageConfig.Builder> urlInEnvironment() {
        return oneOf(inEnvironment("COFFER_URL"), inEnvironment("COFFER_URL_FILE"))
                .or(() -> read(inEnvironment("DATABASE_URL"), "a URL", StorageConfig::forUrl))
                .or(() -> read(inEnvironment("DATASTORE_HOST"), HOST, EnvironmentVariables::host)
                        .map(this::postgresUrl)
                        .map(StorageConfig::forUrl));
    }

    private Optional<StorageConfig.Builder> urlInFile() {
        return oneOf(inFile("COFFER_URL"), inFile("COFFER_URL_FILE"));
    }

    private static Optional<StorageConfig.Builder> oneOf(Optional<Setting> url, Optional<Setting> fileOfUrl) {
        if (url.isPresent() && fileOfUrl.isPresent()) {
            throw fileOfUrl.get().refused("must not be set beside " + url.get().name());
        }
        return read(url, "a URL", StorageConfig::forUrl)
                .or(() -> read(
                        fileOfUrl,
                        "a file with a URL",
                        text -> StorageConfig.forUrl(SecretFile.of(text).read().strip())));
    }

    /** A password that is in the environment comes before one that the file names, as every other setting. */
    private Optional<Setting> passwordFile(Optional<StorageConfig.Builder> urlInEnvironment) {
        boolean known = urlInEnvironment
                .filter(config -> StorageUrl.hasPassword(config.build().url()))
                .isPresent();
        Optional<Setting> inFile = inFile("COFFER_PASSWORD_FILE");
        return inEnvironment("COFFER_PASSWORD_FILE").or(() -> known ? Optional.empty() : inFile);
    }

    /** In the place of the URL's password. A storage without users of its own, as a file's, has no use for it. */
    private static StorageConfig.Builder passwordFile(StorageConfig.Builder config, String text) {
        SecretFile password = SecretFile.of(text);
        String url = config.build().url();
        if (!StorageUrl.hasHost(url)) {
            return config;
        }
        String user = StorageUrl.user(url)
                .orElseThrow(() -> new InvalidInput("url", "needs a user in the URL, whose password the file has"));
        password.read();
        return config.credentials(() -> new DatabaseCredentials(user, password.read()));
    }

    /** Out of the parts that some platforms hand out; what is not set has PostgreSQL's own default. */
    private String postgresUrl(String host) {
        String user = variable("DATASTORE_USERNAME")
                .map(EnvironmentVariables::encoded)
                .orElse("");
        String password =
                secret("DATASTORE_PASSWORD").map(text -> ":" + encoded(text)).orElse("");
        String parameters = Stream.of("SSLMODE", "SSLCERT", "SSLKEY", "SSLROOTCERT")
                .flatMap(name -> variable("DATASTORE_" + name).stream()
                        .map(value -> name.toLowerCase(Locale.ROOT) + "=" + encoded(value)))
                .collect(Collectors.joining("&", "?", ""));
        return "postgresql://" + user + password + (user.isEmpty() && password.isEmpty() ? "" : "@")
                + read("DATASTORE_PORT", PORT, EnvironmentVariables::port)
                        .map(port -> host.replace(",", ":" + port + ",") + ":" + port) // for each of them
                        .orElse(host)
                + variable("DATASTORE_DATABASE")
                        .map(name -> "/" + encoded(name))
                        .orElse("")
                + (parameters.length() > 1 ? parameters : "");
    }

    private static String host(String text) {
        if (!HOSTS.matcher(text).matches()) {
            throw new IllegalArgumentException("no host");
        }
        boolean bareIpv6 = text.contains(":") && !text.contains("[");
        return bareIpv6 ? "[" + text + "]" : text;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("no port");
        }
        return port;
    }

    /** White space at its ends is part of it. */
    private Optional<String> secret(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isEmpty());
    }

    /** An empty variable counts as not set, as shells and container files leave them. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private Optional<Setting> inEnvironment(String name) {
        return variable(name).map(text -> new Setting(name, "", text));
    }

    private Optional<Setting> inFile(String name) {
        String key = key(name);
        return file.find(key).map(entry -> new Setting(key, "in " + entry.place() + " ", entry.text()));
    }

    /** {@code COFFER_POOL_SIZE} is {@code poolSize}. */
    private static String key(String name) {
        return WORD.matcher(name.substring(PREFIX.length()).toLowerCase(Locale.ROOT))
                .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
    }

    private <T> Optional<T> read(String name, String allowed, Function<String, T> reading) {
        Optional<Setting> inFile = inFile(name);
        return read(inEnvironment(name).or(() -> inFile), allowed, reading);
    }

    private static <T> Optional<T> read(Optional<Setting> setting, String allowed, Function<String, T> reading) {
        return setting.map(set -> {
            try {
                return reading.apply(set.text());
            } catch (InvalidInput e) {
                throw set.refused(e.problem());
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw set.refused("must be " + allowed);
            }
        });
    }

    private static SchemaMode schemaMode(String text) {
        return SchemaMode.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static boolean bool(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Duration duration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        return matcher.matches() ? Duration.parse(iso(matcher.group(1), matcher.group(2))) : Duration.parse(text);
    }

    private static String iso(String number, String unit) {
        return unit.equals("ms")
                ? Duration.ofMillis(Long.parseLong(number)).toString()
                : "PT" + number + unit.toUpperCase(Locale.ROOT);
    }
}
