package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;

/** A transaction that is none: each operation commits by itself. */
record AutocommitTransaction(StorageOperations storage) implements StorageTransaction {
    @Override
    public UserStorage users() {
        return storage.users();
    }

    @Override
    public SessionStorage sessions() {
        return storage.sessions();
    }

    @Override
    public TokenStorage tokens() {
        return storage.tokens();
    }

    @Override
    public KeyValueStorage keyValues() {
        return storage.keyValues();
    }

    @Override
    public AppliedKeyStorage appliedKeys() {
        return storage.appliedKeys();
    }

    @Override
    public void commit() {}

    @Override
    public void close() {}
}
