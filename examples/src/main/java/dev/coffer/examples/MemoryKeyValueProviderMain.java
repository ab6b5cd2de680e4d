package dev.coffer.examples;

import dev.coffer.storage.Capability;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.Unsupported;

/** Uses the provider beside it, which ServiceLoader finds by its entry in META-INF/services. */
public final class MemoryKeyValueProviderMain {
    private MemoryKeyValueProviderMain() {}

    public static void main(String[] args) {
        try (Storage storage = Storage.open("memory:")) {
            KeyValueRecord colours = storage.keyValues().namespace("colours").record("sky");
            colours.put("day", "blue");
            colours.put("night", "black");
            System.out.println("The sky has " + colours.getAll().keySet());

            System.out.println("Users are supported: " + storage.capabilities().contains(Capability.USERS));
            try {
                storage.users();
            } catch (Unsupported e) {
                System.out.println("Refused: " + e.getMessage());
            }
        }
    }
}
