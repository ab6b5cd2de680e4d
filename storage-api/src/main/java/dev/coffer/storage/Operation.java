package dev.coffer.storage;

/**
 * What a storage was asked to do, as a {@link StorageListener} is told. There is one for each provider and name, so it may be
 * the key of what a listener keeps.
 *
 * @param provider the provider's name, such as {@code sqlite} or {@code postgresql}
 * @param name one of a closed list
 */
public record Operation(String provider, Name name) {
    /**
     * Checks that both are given.
     *
     * @param provider the provider's name
     * @param name one of a closed list
     */
    public Operation {
        InputRules.given("provider", provider);
        InputRules.given("name", name);
    }

    /** Both, such as {@code sqlite sessions.find}. */
    @Override
    public String toString() {
        return provider + " " + name;
    }

    /**
     * The operations that there are: one for each method of the public API that reaches the database, whatever its overloads, and
     * the hashing of passwords, which happens within some of them.
     */
    public enum Name {
        /** Opening a storage: its tables made or checked. */
        OPEN("open"),
        /** {@link Storage#ping}. */
        PING("ping"),
        /** A transaction from its beginning to its commit or rollback, all attempts together; others happen within it. */
        TRANSACTION("transaction"),
        /** {@link Storage#applyOnce}, all attempts together; others happen within it. */
        APPLY_ONCE("apply_once"),
        /** A batch of {@link Storage#purgeAppliedKeys}. */
        APPLIED_KEYS_PURGE("applied_keys.purge"),
        /** A password's hash is made, including the wait for a processor. */
        PASSWORDS_HASH("passwords.hash"),
        /** A password is compared with a hash, including the wait for a processor. */
        PASSWORDS_VERIFY("passwords.verify"),
        /** {@link Users#create}. */
        USERS_CREATE("users.create"),
        /** {@link Users#createAll}. */
        USERS_CREATE_ALL("users.create_all"),
        /** {@link Users#findOrCreate}. */
        USERS_FIND_OR_CREATE("users.find_or_create"),
        /** {@link Users#find(java.util.UUID)}. */
        USERS_FIND("users.find"),
        /** {@link Users#findByEmail}. */
        USERS_FIND_BY_EMAIL("users.find_by_email"),
        /** {@link Users#findAll}. */
        USERS_FIND_ALL("users.find_all"),
        /** {@link Users#authenticate}. */
        USERS_AUTHENTICATE("users.authenticate"),
        /** {@link Users#setPassword(java.util.UUID, String)}. */
        USERS_SET_PASSWORD("users.set_password"),
        /** {@link Users#removePassword}. */
        USERS_REMOVE_PASSWORD("users.remove_password"),
        /** {@link Users#exportPasswordHash}. */
        USERS_EXPORT_PASSWORD_HASH("users.export_password_hash"),
        /** {@link Users#update}. */
        USERS_UPDATE("users.update"),
        /** {@link Users#lock}. */
        USERS_LOCK("users.lock"),
        /** {@link Users#unlock}. */
        USERS_UNLOCK("users.unlock"),
        /** {@link Users#delete}. */
        USERS_DELETE("users.delete"),
        /** {@link Users#list}. */
        USERS_LIST("users.list"),
        /** {@link Users#search}. */
        USERS_SEARCH("users.search"),
        /** {@link Users#count}. */
        USERS_COUNT("users.count"),
        /** {@link Sessions#issue}. */
        SESSIONS_ISSUE("sessions.issue"),
        /** {@link Sessions#find}. */
        SESSIONS_FIND("sessions.find"),
        /** {@link Sessions#authenticate}. */
        SESSIONS_AUTHENTICATE("sessions.authenticate"),
        /** {@link Sessions#touch}. */
        SESSIONS_TOUCH("sessions.touch"),
        /** {@link Sessions#rotate}. */
        SESSIONS_ROTATE("sessions.rotate"),
        /** {@link Sessions#updateMetadata}. */
        SESSIONS_UPDATE_METADATA("sessions.update_metadata"),
        /** {@link Sessions#list}. */
        SESSIONS_LIST("sessions.list"),
        /** {@link Sessions#revoke(String)}. */
        SESSIONS_REVOKE("sessions.revoke"),
        /** {@link Sessions#revokeAll(java.util.UUID)}. */
        SESSIONS_REVOKE_ALL("sessions.revoke_all"),
        /** A batch of {@link Sessions#purge}. */
        SESSIONS_PURGE("sessions.purge"),
        /** {@link Tokens#issue}. */
        TOKENS_ISSUE("tokens.issue"),
        /** {@link Tokens#consume}. */
        TOKENS_CONSUME("tokens.consume"),
        /** {@link Tokens#revokeAll}. */
        TOKENS_REVOKE_ALL("tokens.revoke_all"),
        /** A batch of {@link Tokens#purge}. */
        TOKENS_PURGE("tokens.purge"),
        /** {@link KeyValueRecord#get}. */
        KEY_VALUES_GET("key_values.get"),
        /** {@link KeyValueRecord#getAll()} and {@link KeyValues#getAll}. */
        KEY_VALUES_GET_ALL("key_values.get_all"),
        /** {@link KeyValueRecord#exists}. */
        KEY_VALUES_EXISTS("key_values.exists"),
        /** {@link KeyValueRecord#put(String, byte[])}. */
        KEY_VALUES_PUT("key_values.put"),
        /** {@link KeyValueRecord#putAll(java.util.Map)}. */
        KEY_VALUES_PUT_ALL("key_values.put_all"),
        /** {@link KeyValues#apply}. */
        KEY_VALUES_APPLY("key_values.apply"),
        /** {@link KeyValueRecord#delete(String)}. */
        KEY_VALUES_DELETE("key_values.delete"),
        /** {@link KeyValueRecord#deleteByPrefix} and {@link KeyValueNamespace#deleteByPrefix}. */
        KEY_VALUES_DELETE_BY_PREFIX("key_values.delete_by_prefix"),
        /** {@link KeyValueRecord#clear}. */
        KEY_VALUES_CLEAR("key_values.clear"),
        /** {@link KeyValueRecord#increment(String)}. */
        KEY_VALUES_INCREMENT("key_values.increment"),
        /** {@link KeyValueRecord#expire}. */
        KEY_VALUES_EXPIRE("key_values.expire"),
        /** {@link KeyValueRecord#persist}. */
        KEY_VALUES_PERSIST("key_values.persist"),
        /** {@link KeyValueRecord#scan} and {@link KeyValueNamespace#scan}. */
        KEY_VALUES_SCAN("key_values.scan"),
        /** {@link KeyValueRecord#count()} and {@link KeyValueNamespace#count()}. */
        KEY_VALUES_COUNT("key_values.count"),
        /** A batch of {@link KeyValues#purge}. */
        KEY_VALUES_PURGE("key_values.purge"),
        /** {@link Audit#list}. */
        AUDIT_LIST("audit.list"),
        /** A batch of {@link Audit#seal}. */
        AUDIT_SEAL("audit.seal"),
        /** {@link Audit#verify()}. */
        AUDIT_VERIFY("audit.verify"),
        /** A batch of {@link Audit#prune}. */
        AUDIT_PRUNE("audit.prune"),
        /** {@link Audit#switchOff}. */
        AUDIT_SWITCH_OFF("audit.switch_off");

        private final String text;

        Name(String text) {
            this.text = text;
        }

        /** Whether success shows that the storage answers. */
        boolean reachesTheStorage() {
            return this != PASSWORDS_HASH && this != PASSWORDS_VERIFY;
        }

        /** As it is shown, such as {@code users.find_all}: small letters, a dot behind the part of the API. */
        @Override
        public String toString() {
            return text;
        }
    }
}
