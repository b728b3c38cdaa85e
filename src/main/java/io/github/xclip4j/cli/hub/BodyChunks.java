package io.github.xclip4j.cli.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A response's body as it arrives, with a limit to how long one waits for the next piece. */
/*
 * The JDK's own bodies have no such limit: a server that falls silent would be waited for without end. One piece is
 * requested at a time, so that the queue never holds more than that and the end.
 */
final class BodyChunks implements BodySubscriber<BodyChunks>, AutoCloseable {
  private record Arrival(List<ByteBuffer> bytes, @Nullable Throwable failure) {}

  private static final Arrival END = new Arrival(List.of(), null);
  private static final Subscription NOTHING = new Subscription() {
    @Override
    public void request(long pieces) {}

    @Override
    public void cancel() {}
  };

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private final Duration patience;

  BodyChunks(Duration patience) {
    this.patience = patience;
  }

  /**
   * The next bytes; none at the end.
   *
   * @throws IOException if the connection is cut
   * @throws HttpTimeoutException if nothing comes for too long
   */
  List<ByteBuffer> next() throws IOException {
    try {
      subscription.get().request(1);
      Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (arrival == null) {
        throw new HttpTimeoutException("nothing came for " + patience.toSeconds() + " s");
      }
      if (arrival.failure() != null) {
        throw new IOException(arrival.failure().getMessage(), arrival.failure());
      }
      return arrival.bytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading from the hub");
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  /**
   * The whole body.
   *
   * @throws IOException also if it is longer than {@code most} bytes
   */
  byte[] all(int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (List<ByteBuffer> chunk = next(); !chunk.isEmpty(); chunk = next()) {
      for (ByteBuffer bytes : chunk) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        all.writeBytes(copy);
      }
      if (all.size() > most) {
        throw new HubException("the hub's answer is longer than " + most + " bytes, which no model needs");
      }
    }
    return all.toByteArray();
  }

  @Override
  public CompletionStage<BodyChunks> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription started) {
    subscription.complete(started);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, null));
  }

  @Override
  public void onError(Throwable failure) {
    subscription.complete(NOTHING); // where the failure came first
    arrivals.add(new Arrival(List.of(), failure));
  }

  @Override
  public void onComplete() {
    arrivals.add(END);
  }

  /** Drops what has not been read, and the connection with it. */
  @Override
  public void close() {
    subscription.thenAccept(Subscription::cancel);
  }
}
