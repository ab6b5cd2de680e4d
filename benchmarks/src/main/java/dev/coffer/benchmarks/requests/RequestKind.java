package dev.coffer.benchmarks.requests;

import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.Operation;
import dev.coffer.storage.MissingReference;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A request for any row, with a look at what came back.
 *
 * @param rows how many a call touches
 */
public record RequestKind(String name, int rows, Request request) {
    public static final RequestKind SESSION = new RequestKind("session by token", 1, (requests, sample, random) -> {
        int i = random.nextInt(sample.sessions());
        return requests.session(Sample.token(i)).id().equals(Sample.id(i));
    });
    public static final RequestKind SESSION_AND_USER =
            new RequestKind("session and user", 2, (requests, sample, random) -> {
                int i = random.nextInt(sample.sessions());
                return requests.sessionAndUser(Sample.token(i)).user().id().equals(Sample.id(i % sample.users()));
            });
    public static final RequestKind USER = new RequestKind("user by id", 1, (requests, sample, random) -> {
        UUID id = Sample.id(random.nextInt(sample.users()));
        return requests.user(id).id().equals(id);
    });
    public static final RequestKind USER_BY_EMAIL = new RequestKind("user by email", 1, (requests, sample, random) -> {
        int i = random.nextInt(sample.users());
        return requests.userByEmail(Sample.email(i)).id().equals(Sample.id(i));
    });
    public static final RequestKind KEY_VALUE = new RequestKind("one key-value", 1, (requests, sample, random) -> {
        Item item = sample.anyItem(random);
        return requests.keyValue(item).key().equals(item.key());
    });
    public static final RequestKind KEY_VALUES = new RequestKind(
            "100 key-values in one call",
            Sample.BATCH,
            (requests, sample, random) ->
                    requests.keyValues(sample.anyItems(random)).size() == Sample.BATCH);
    public static final RequestKind SCAN = new RequestKind(
            "scan of 1,000",
            Sample.PAGE,
            (requests, sample, random) -> requests.scan(sample.anyRecordBeforeAPage(random), Sample.PAGE)
                            .size()
                    == Sample.PAGE);
    public static final RequestKind ISSUE = new RequestKind("issue session", 1, (requests, sample, random) -> {
        UUID userId = Sample.id(random.nextInt(sample.users()));
        return requests.issue(userId).session().userId().equals(userId);
    });
    public static final RequestKind CREATE = new RequestKind("create user", 1, (requests, sample, random) -> {
        String email = Sample.freshEmail();
        return requests.create(email, Sample.PASSWORD_HASH).email().equals(email);
    });
    public static final RequestKind PUT = new RequestKind(
            "put one key-value",
            1,
            (requests, sample, random) -> requests.put(sample.anyItem(random), Sample.value(random)) > 0);
    public static final RequestKind PUT_ALL = new RequestKind(
            "put 100 key-values",
            Sample.BATCH,
            (requests, sample, random) -> requests.putAll(sample.anyItem(random).id(), Sample.record(random)) > 0);

    public static final RequestKind ISSUE_OR_FAIL = new RequestKind(
            "issue session, 1 % for nobody",
            1, (requests, sample, random) -> {
                if (!Sample.rarely(random)) {
                    return ISSUE.request.make(requests, sample, random);
                }
                try {
                    requests.issue(Sample.NOBODY);
                    return false;
                } catch (MissingReference | SQLException refused) {
                    return true;
                }
            });
    public static final RequestKind PUT_OR_WAIT = new RequestKind(
            "put one key-value, 1 % the locked one",
            1,
            (requests, sample, random) -> Sample.rarely(random)
                    ? requests.put(Sample.HOT, Sample.value(random)) > 0
                    : PUT.request.make(requests, sample, random));

    public static final List<RequestKind> ALL = List.of(
            SESSION, SESSION_AND_USER, USER, USER_BY_EMAIL, KEY_VALUE, KEY_VALUES, SCAN, ISSUE, CREATE, PUT, PUT_ALL);

    /** One call; whether what came back is what was asked for. */
    @FunctionalInterface
    public interface Request {
        boolean make(Requests requests, Sample sample, SplittableRandom random) throws Exception;
    }

    /** This by so many threads. */
    public Operation operation(int threads, Sample sample, List<Maker> makers) {
        return new Operation(
                name,
                rows,
                threads,
                makers.stream().map(maker -> contender(maker, sample)).toList());
    }

    private Contender contender(Maker maker, Sample sample) {
        return new Contender(
                maker.name(), () -> new Calls(this, maker.requests().call(), sample));
    }
}
