package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerms;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.UserStorage;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Faults in what is made at opening. */
final class SearchIndexFaults {
    private SearchIndexFaults() {}

    private static Fault fault(
            String rule, String fault, BiFunction<StorageProvider, StorageConfig, StorageBackend> broken) {
        return new Fault(SearchIndexRules.class, rule, fault, Breakage.opening(broken));
    }

    static List<Fault> all() {
        Map<String, Set<String>> leftOut = new HashMap<>();
        return List.of(
                new Fault(
                        SearchIndexRules.class,
                        "search_thatIsOff_isUnsupported",
                        "a search that is off is a capability",
                        Breakage.backend(sound -> new ForwardingBackend(sound) {
                            @Override
                            public Set<Capability> capabilities() {
                                return EnumSet.allOf(Capability.class);
                            }
                        })),
                fault(
                        "search_usersFromBeforeItWasOn_areFound",
                        "an index is made for those to come",
                        SearchIndexFaults::withoutThoseBefore),
                fault(
                        "search_changesByAStorageThatDoesNotSearch_areFound",
                        "an index that is there is taken as it is",
                        SearchIndexFaults::withoutThoseBefore),
                fault("search_ofOtherSettings_isMadeAnew", "what was once left out stays so", (provider, config) -> {
                    Set<String> all = leftOut.computeIfAbsent(config.url(), url -> new TreeSet<>());
                    config.userSearch().ifPresent(search -> all.addAll(search.leftOut()));
                    return provider.open(config.toBuilder()
                            .userSearch(UserSearch.ofAll().leavingOut(all))
                            .build());
                }),
                fault("search_afterAReopen_findsTheSame", "the index is gone", SearchIndexFaults::withoutThoseBefore));
    }

    private static StorageBackend withoutThoseBefore(StorageProvider provider, StorageConfig config) {
        StorageBackend opened = provider.open(config);
        Set<UUID> before = opened.users().list(null, Integer.MAX_VALUE).stream()
                .map(User::id)
                .collect(Collectors.toSet());
        return new ForwardingBackend(opened) {
            @Override
            public UserStorage users() {
                return new ForwardingUsers(super.users()) {
                    @Override
                    public SearchSlice search(SearchTerms terms, String after, int limit) {
                        SearchSlice slice = sound.search(terms, after, limit);
                        return new SearchSlice(
                                slice.hits().stream()
                                        .filter(hit ->
                                                !before.contains(hit.user().id()))
                                        .toList(),
                                slice.next());
                    }
                };
            }
        };
    }
}
