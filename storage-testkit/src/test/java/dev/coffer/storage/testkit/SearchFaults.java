package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;
import static java.util.stream.Collectors.joining;

import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.spi.SearchHit;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerm;
import dev.coffer.storage.spi.SearchTerms;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Faults in the search of users. */
final class SearchFaults {
    private static final SearchSlice NOBODY = new SearchSlice(List.of(), Optional.empty());

    private SearchFaults() {}

    private static Fault fault(String rule, String fault, Function<UserStorage, UserStorage> broken) {
        return new Fault(SearchRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    /** Whatever is searched for is something else. */
    private static Fault searching(String rule, String fault, UnaryOperator<SearchTerms> terms) {
        return fault(rule, fault, users -> new ForwardingUsers(users) {
            @Override
            public SearchSlice search(SearchTerms wanted, String after, int limit) {
                return sound.search(terms.apply(wanted), after, limit);
            }
        });
    }

    /** Nobody is found by some terms. */
    private static Fault without(String rule, String fault, Predicate<SearchTerms> terms) {
        return fault(rule, fault, users -> new ForwardingUsers(users) {
            @Override
            public SearchSlice search(SearchTerms wanted, String after, int limit) {
                return terms.test(wanted) ? NOBODY : sound.search(wanted, after, limit);
            }
        });
    }

    private static SearchSlice with(SearchSlice slice, UnaryOperator<Stream<SearchHit>> hits) {
        return new SearchSlice(hits.apply(slice.hits().stream()).toList(), slice.next());
    }

    private static List<SearchHit> all(UserStorage users, SearchTerms terms) {
        return users.search(terms, "", Integer.MAX_VALUE).hits();
    }

    private static String texts(SearchTerms terms) {
        return terms.all().stream().map(SearchTerm::text).collect(joining());
    }

    /** Users whom nobody finds. */
    private abstract static class Hiding extends ForwardingUsers {
        final Set<UUID> hidden = new HashSet<>();

        Hiding(UserStorage sound) {
            super(sound);
        }

        @Override
        public SearchSlice search(SearchTerms terms, String after, int limit) {
            return with(
                    sound.search(terms, after, limit),
                    hits -> hits.filter(hit -> !hidden.contains(hit.user().id())));
        }
    }

    static List<Fault> all() {
        return Stream.of(ofTerms(), ofPages(), ofChanges(), ofTransactions(), SearchIndexFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> ofTerms() {
        return List.of(
                without(
                        "search_wordsOfAnAddress_findIt",
                        "the second word of an address is not indexed",
                        terms -> texts(terms).contains("doe")),
                without(
                        "search_wordsOfMetadata_findThem",
                        "numbers are not indexed",
                        terms -> texts(terms).contains("42")),
                without(
                        "search_anyScript_isFound",
                        "only Latin is indexed",
                        terms -> texts(terms).codePoints().anyMatch(c -> c > 0x024F)),
                searching(
                        "search_beginningOfAWord_isFound",
                        "only whole words are found",
                        terms -> new SearchTerms(
                                terms.all().stream()
                                        .map(term -> new SearchTerm(term.text(), true))
                                        .toList(),
                                false)),
                without(
                        "search_severalWords_haveAllToBeThere",
                        "only one word is looked for",
                        terms -> terms.all().size() > 1));
    }

    private static List<Fault> ofPages() {
        return List.of(
                fault(
                        "search_hitsOfAClass_areByAddressInTheOrderOfUtf8",
                        "addresses are in Java's order",
                        users -> new ForwardingUsers(users) {
                            @Override
                            public SearchSlice search(SearchTerms terms, String after, int limit) {
                                return new SearchSlice(
                                        SearchFaults.all(sound, terms).stream()
                                                .sorted(Comparator.comparing(SearchHit::canonicalEmail))
                                                .toList(),
                                        Optional.empty());
                            }
                        }),
                fault(
                        "search_pages_showEachUserOnceWhateverTheirSize",
                        "the first user behind a cursor is left out",
                        users -> new ForwardingUsers(users) {
                            @Override
                            public SearchSlice search(SearchTerms terms, String after, int limit) {
                                return with(
                                        sound.search(terms, after, limit), hits -> hits.skip(after.isEmpty() ? 0 : 1));
                            }
                        }),
                fault(
                        "search_changesBetweenPages_neitherRepeatNorHideTheOthers",
                        "pages are found by counting those before",
                        users -> new ForwardingUsers(users) {
                            private final Map<String, Integer> offsets = new HashMap<>();

                            @Override
                            public SearchSlice search(SearchTerms terms, String after, int limit) {
                                List<SearchHit> all = SearchFaults.all(sound, terms);
                                int offset = offsets.getOrDefault(after, 0);
                                for (int i = 0; i < all.size(); i++) {
                                    offsets.put(all.get(i).canonicalEmail(), i + 1);
                                }
                                return new SearchSlice(
                                        all.subList(Math.min(offset, all.size()), all.size()), Optional.empty());
                            }
                        }),
                fault("search_user_isAsItIsStored", "a lock is not shown", users -> new ForwardingUsers(users) {
                    @Override
                    public SearchSlice search(SearchTerms terms, String after, int limit) {
                        return with(
                                sound.search(terms, after, limit),
                                hits -> hits.map(hit -> new SearchHit(
                                        hit.canonicalEmail(), Altered.lockedAt(hit.user(), Optional.empty()))));
                    }
                }));
    }

    private static List<Fault> ofChanges() {
        return List.of(
                fault(
                        "search_changedUser_isFoundByWhatItIsNow",
                        "a changed user is not indexed anew",
                        users -> new ForwardingUsers(users) {
                            @Override
                            public SearchSlice search(SearchTerms terms, String after, int limit) {
                                return with(
                                        sound.search(terms, after, limit),
                                        hits -> hits.filter(hit -> hit.user().version() == 1));
                            }
                        }),
                fault(
                        "search_addressThatChangedHands_findsItsPresentUser",
                        "who takes an address that was another's is not indexed",
                        users -> new Hiding(users) {
                            private final Set<String> taken = new HashSet<>();

                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(users);
                                users.stream()
                                        .filter(user -> !taken.add(user.canonicalEmail()))
                                        .forEach(user -> hidden.add(user.user().id()));
                            }
                        }),
                fault(
                        "search_deletedUser_isNotFound",
                        "a deleted user is found as it was",
                        users -> new ForwardingUsers(users) {
                            private final List<SearchHit> deleted = new ArrayList<>();

                            @Override
                            public boolean delete(UUID id) {
                                sound.find(id).ifPresent(user -> deleted.add(new SearchHit(user.email(), user)));
                                return super.delete(id);
                            }

                            @Override
                            public SearchSlice search(SearchTerms terms, String after, int limit) {
                                return with(
                                        sound.search(terms, after, limit),
                                        hits -> Stream.concat(hits, deleted.stream()));
                            }
                        }),
                fault(
                        "search_userThatWasFoundOrCreated_isFound",
                        "such a user is not indexed",
                        users -> new Hiding(users) {
                            @Override
                            public FoundOrCreated findOrInsert(StoredUser candidate) {
                                hidden.add(candidate.user().id());
                                return super.findOrInsert(candidate);
                            }
                        }),
                fault(
                        "search_usersCreatedTogether_areFound",
                        "of several users the first is indexed",
                        users -> new Hiding(users) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                super.insert(users);
                                users.stream()
                                        .skip(1)
                                        .forEach(user -> hidden.add(user.user().id()));
                            }
                        }));
    }

    private static List<Fault> ofTransactions() {
        return List.of(
                new Fault(
                        SearchRules.class,
                        "search_inATransaction_findsWhatItDid",
                        "a transaction searches what is committed",
                        Breakage.beginning((storage, options) -> new ForwardingTransaction(storage.begin(options)) {
                            @Override
                            public UserStorage users() {
                                return new ForwardingUsers(super.users()) {
                                    @Override
                                    public SearchSlice search(SearchTerms terms, String after, int limit) {
                                        return storage.users().search(terms, after, limit);
                                    }
                                };
                            }
                        })),
                new Fault(
                        SearchRules.class,
                        "search_afterARollback_findsWhatWasThere",
                        "each operation commits by itself",
                        Breakage.beginning((storage, options) -> new AutocommitTransaction(storage))));
    }
}
