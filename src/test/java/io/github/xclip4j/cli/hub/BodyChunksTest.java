package io.github.xclip4j.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class BodyChunksTest {
  private long requested;
  private boolean cancelled;

  private final Subscription subscription = new Subscription() {
    @Override
    public void request(long pieces) {
      requested += pieces;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  };

  private BodyChunks started(Duration patience) {
    BodyChunks chunks = new BodyChunks(patience);
    chunks.onSubscribe(subscription);
    return chunks;
  }

  @Test
  void serverThatFallsSilent_isNotWaitedForWithoutEnd() {
    BodyChunks chunks = started(Duration.ofMillis(1));
    assertThatThrownBy(chunks::next).isInstanceOf(HttpTimeoutException.class);
    assertThat(Refusals.cut(URI.create("http://storage.example/x"), new HttpTimeoutException("nothing came for 10 s")))
        .hasMessage("storage.example fell silent (nothing came for 10 s)");
  }

  @Test
  void pieces_areRequestedOneByOne() throws IOException {
    BodyChunks chunks = started(Duration.ofSeconds(10));
    chunks.onNext(List.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})));
    chunks.onNext(List.of(ByteBuffer.wrap(new byte[] {4})));
    chunks.onComplete();
    assertThat(chunks.next()).hasSize(2);
    assertThat(requested).isEqualTo(1);
    assertThat(chunks.all(10)).containsExactly(4);
  }

  @Test
  void body_longerThanAllowed_isRefused() {
    BodyChunks chunks = started(Duration.ofSeconds(10));
    chunks.onNext(List.of(ByteBuffer.wrap(new byte[11])));
    assertThatThrownBy(() -> chunks.all(10)).isInstanceOf(HubException.class).hasMessageContaining("10 bytes");
  }

  @Test
  void failure_beforeAnythingElse_isThrown() {
    BodyChunks chunks = new BodyChunks(Duration.ofSeconds(10));
    chunks.onError(new IOException("Connection reset"));
    assertThatThrownBy(chunks::next).isInstanceOf(IOException.class).hasMessage("Connection reset");
  }

  @Test
  void close_dropsTheConnection() {
    started(Duration.ofSeconds(10)).close();
    assertThat(cancelled).isTrue();
  }
}
