package dev.coffer.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Callers that come while nothing passes the proxy to the server, so that all but the first have to wait. */
final class Crowd<R> {
    private final List<QueuedCaller<R>> callers = new ArrayList<>();

    /** Returns when so many have come. */
    Crowd(FaultProxy proxy, int size, IntFunction<R> call) {
        proxy.hold();
        for (int i = 0; i < size; i++) {
            int number = i;
            callers.add(QueuedCaller.start(() -> call.apply(number)));
        }
        // one or two have gone on: they wait for the server, and for a connection
        QueuedCaller.await(() -> callers.stream().filter(QueuedCaller::isQueued).count() >= size - 2);
    }

    /** What each has got, once the proxy lets them go. */
    List<QueuedCaller<R>> callers() {
        return callers;
    }

    /** What each has got, after the proxy has let them go. */
    List<R> lettingGo(FaultProxy proxy) throws Exception {
        proxy.letGo();
        return results();
    }

    List<R> results() throws Exception {
        List<R> results = new ArrayList<>();
        for (QueuedCaller<R> caller : callers) {
            results.add(caller.result());
        }
        return results;
    }
}
