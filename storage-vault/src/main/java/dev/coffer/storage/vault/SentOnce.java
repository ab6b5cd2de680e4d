package dev.coffer.storage.vault;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The empty body of a request that is sent once. Of its own accord the JDK's client sends a GET again whose answer does not come, and
 * Vault makes a role for each: before it sends, it asks how long the body is, and the second time is told that there is none.
 */
final class SentOnce implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    private final AtomicBoolean sent = new AtomicBoolean();

    @Override
    public long contentLength() {
        if (sent.getAndSet(true)) {
            throw new IllegalStateException("the request was sent, and is not sent again");
        }
        return nothing.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        nothing.subscribe(subscriber);
    }
}
