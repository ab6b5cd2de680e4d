package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.appliedKeys;
import static dev.coffer.storage.testkit.Breakage.keyValues;
import static dev.coffer.storage.testkit.Breakage.sessions;
import static dev.coffer.storage.testkit.Breakage.tokens;
import static dev.coffer.storage.testkit.Breakage.users;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.ItemWrite;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.StoredUser;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of a database, or a driver, that changes texts. */
final class TextFaults {
    private TextFaults() {}

    private static Fault fault(String rule, String fault, Breakage breakage) {
        return new Fault(TextRules.class, rule, fault, breakage);
    }

    private static KeyValueStorage naming(KeyValueStorage sound, UnaryOperator<ItemKey> name) {
        return new ForwardingKeyValues(sound) {
            @Override
            public long apply(List<ItemWrite> writes, Instant now) {
                return super.apply(
                        writes.stream()
                                .map(write -> Writes.at(write, name.apply(write.item())))
                                .toList(),
                        now);
            }

            @Override
            public Optional<KeyValue> find(ItemKey item, Instant now) {
                return super.find(name.apply(item), now);
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault(
                        "key_isKeptByEveryOperation",
                        "keys are normalised",
                        keyValues(sound -> naming(
                                sound.keyValues(),
                                item -> new ItemKey(
                                        item.namespace(),
                                        item.id(),
                                        Normalizer.normalize(item.key(), Normalizer.Form.NFC))))),
                fault(
                        "id_isKeptByEveryOperation",
                        "white space around ids is taken away",
                        keyValues(sound -> naming(
                                sound.keyValues(),
                                item -> new ItemKey(item.namespace(), item.id().strip(), item.key())))),
                fault(
                        "namespace_isKeptByEveryOperation",
                        "a backslash escapes",
                        keyValues(sound -> naming(
                                sound.keyValues(),
                                item -> new ItemKey(item.namespace().replace("\\'", "'"), item.id(), item.key())))),
                fault(
                        "names_areListedTogetherInOrder",
                        "astral characters become question marks",
                        keyValues(sound -> naming(
                                sound.keyValues(),
                                item -> new ItemKey(
                                        item.namespace(),
                                        item.id(),
                                        item.key().replaceAll("[\\x{10000}-\\x{10FFFF}]", "?"))))),
                fault(
                        "email_isKeptByEveryOperation",
                        "addresses are kept without invisible characters",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(UserFaults.altered(
                                        users,
                                        user -> Altered.email(user, user.email().replace("\u200b", ""))));
                            }
                        })),
                fault(
                        "password_isKept",
                        "hashes are kept in lower case",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public void setPasswordHash(
                                    UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
                                super.setPasswordHash(
                                        id,
                                        passwordHash == null ? null : passwordHash.toLowerCase(Locale.ROOT),
                                        end,
                                        now);
                            }
                        })),
                fault(
                        "metadataOfAUser_isKept",
                        "U+FFFF is no character for the database",
                        users(sound -> new ForwardingUsers(sound.users()) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(UserFaults.altered(
                                        users,
                                        user -> user.metadata().containsKey("\uffff")
                                                ? Altered.metadata(user, Map.of())
                                                : user));
                            }
                        })),
                fault(
                        "textsOfASession_areKept",
                        "the end of a line becomes \\n",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                super.insert(
                                        Altered.client(
                                                session,
                                                session.userAgent().map(text -> text.replace("\r\n", "\n")),
                                                session.ipAddress()),
                                        tokenHash);
                            }
                        })),
                fault(
                        "userAgent_mayBeEmptyOrBlank",
                        "an empty text becomes none",
                        sessions(sound -> new ForwardingSessions(sound.sessions()) {
                            @Override
                            public void insert(Session session, byte[] tokenHash) {
                                super.insert(
                                        Altered.client(
                                                session,
                                                session.userAgent().filter(text -> !text.isEmpty()),
                                                session.ipAddress()),
                                        tokenHash);
                            }
                        })),
                fault(
                        "textsOfAToken_areKept",
                        "purposes are patterns",
                        tokens(sound -> new ForwardingTokens(sound.tokens()) {
                            @Override
                            public long revokeAll(UUID userId, String purpose, Instant now) {
                                return purpose.contains("%") ? 0 : super.revokeAll(userId, purpose, now);
                            }
                        })),
                fault(
                        "idempotencyKey_isKept",
                        "keys are normalised",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public boolean record(String key, Instant expiresAt) {
                                return super.record(Normalizer.normalize(key, Normalizer.Form.NFC), expiresAt);
                            }
                        })),
                new Fault(
                        ApplyOnceRules.class,
                        "idempotencyKey_has1To255CodePointsAndIsNotBlank",
                        "the column has 255 bytes",
                        appliedKeys(sound -> new ForwardingAppliedKeys(sound.appliedKeys()) {
                            @Override
                            public boolean record(String key, Instant expiresAt) {
                                if (key.getBytes(UTF_8).length > 255) {
                                    throw new InvalidInput("idempotencyKey", "is too long for the column");
                                }
                                return super.record(key, expiresAt);
                            }
                        })));
    }
}
