package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.Breakage.users;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults in keeping JSON. */
final class JsonFaults {
    private JsonFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(JsonRules.class, rule, fault, breakage);
    }

    /** New users get other metadata than they are given. */
    private static Breakage changing(UnaryOperator<Map<String, @Nullable Object>> change) {
        return users(sound -> new ForwardingUsers(sound.users()) {
            @Override
            public void insert(List<StoredUser> users) {
                super.insert(UserFaults.altered(users, user -> Altered.metadata(user, change.apply(user.metadata()))));
            }
        });
    }

    private static Map<String, @Nullable Object> each(
            Map<String, @Nullable Object> metadata, Function<@Nullable Object, @Nullable Object> change) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        metadata.forEach((name, value) -> changed.put(name, change.apply(value)));
        return changed;
    }

    private static Breakage asDouble(Class<? extends Number> type) {
        return changing(metadata -> each(
                metadata, value -> type.isInstance(value) ? type.cast(value).doubleValue() : value));
    }

    private static Map<String, @Nullable Object> texts(Map<String, @Nullable Object> metadata) {
        return each(metadata, String::valueOf);
    }

    static List<Fault> all() {
        return List.of(
                fault("everyKindOfValue_comesOutEqual", "nulls are left out", changing(metadata -> {
                    Map<String, @Nullable Object> kept = new HashMap<>(metadata);
                    kept.values().removeIf(Objects::isNull);
                    return kept;
                })),
                fault(
                        "nullInAList_comesOutAsNull",
                        "nulls in lists are texts",
                        changing(metadata -> each(
                                metadata,
                                value -> value instanceof List<?> list
                                        ? list.stream().map(String::valueOf).toList()
                                        : value))),
                fault("wholeNumberOf64Bits_comesOutAsLong", "numbers are doubles", asDouble(Long.class)),
                fault("widerWholeNumber_comesOutAsBigInteger", "wide numbers are doubles", asDouble(BigInteger.class)),
                fault(
                        "fraction_comesOutAsBigDecimalWithoutTrailingZeros",
                        "fractions have two digits",
                        changing(metadata -> each(
                                metadata,
                                value -> value instanceof BigDecimal number
                                        ? number.setScale(2, RoundingMode.HALF_UP)
                                        : value))),
                fault(
                        "number_hasAtMostAThousandDigits",
                        "numbers have a hundred digits",
                        changing(metadata -> each(
                                metadata,
                                value -> value instanceof BigInteger number && number.bitLength() > 340
                                        ? number.shiftRight(number.bitLength() - 340)
                                        : value))),
                fault("depthOver100_isInvalidInputMetadata", "JSON has 64 levels", changing(metadata -> {
                    if (depth(metadata) > 64) {
                        throw new InvalidInput("metadata", "is too deep for the database");
                    }
                    return metadata;
                })),
                fault(
                        "size_isTheUtf8OfTheCompactJsonUpToOneMebibyte",
                        "the column has half a million characters",
                        changing(metadata -> {
                            if (metadata.toString().length() > 500_000) {
                                throw new InvalidInput("metadata", "is too long for the column");
                            }
                            return metadata;
                        })),
                fault(
                        "updatedMetadataOfAUser_comesOutEqual",
                        "an update keeps texts only",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public User update(UUID id, UserChange change, Instant now) {
                                return super.update(
                                        id,
                                        new UserChange(
                                                change.email(),
                                                change.changesVerification(),
                                                change.emailVerifiedAt(),
                                                change.metadata().map(JsonFaults::texts),
                                                change.expectedVersion()),
                                        now);
                            }
                        })),
                fault(
                        "metadataOfASession_comesOutEqual",
                        "an update keeps texts only",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public Optional<Session> updateMetadata(
                                    UUID id, Map<String, @Nullable Object> metadata, Instant now) {
                                return super.updateMetadata(id, texts(metadata), now);
                            }
                        })),
                fault(
                        "payloadOfAToken_comesOutEqual",
                        "payloads are texts",
                        tokens(sound -> new ForwardingTokens(sound.tokens()) {
                            @Override
                            public void insert(OneTimeToken token, byte[] tokenHash) {
                                super.insert(
                                        Altered.token(
                                                token, token.purpose(), texts(token.payload()), token.expiresAt()),
                                        tokenHash);
                            }
                        })),
                fault(
                        "metadata_cannotBeChangedByWhoReadsIt",
                        "a reader gets the map that is kept",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public Optional<User> find(UUID id) {
                                return super.find(id)
                                        .map(user -> Altered.metadata(user, new HashMap<>(user.metadata())));
                            }
                        })));
    }

    private static int depth(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? 1 + map.values().stream().mapToInt(JsonFaults::depth).max().orElse(0)
                : 0;
    }
}
