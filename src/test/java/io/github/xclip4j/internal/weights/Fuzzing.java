package io.github.xclip4j.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Opens mutated weight files: each must end in a typed exception of one line or in tensors that can be read, in
 * bounded time and memory.
 */
public final class Fuzzing {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Above this, reading a file would have believed a size that the file cannot back. */
  private static final long MOST_BYTES = 48L << 20;

  private static final long[] NUMBERS = {
      0, 1, -1, 2, 255, 256, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xFFFFFFFFL, Long.MAX_VALUE, Long.MIN_VALUE,
      1L << 40,
      100_000_000, 1L << 62
  };

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Opens a file's content. */
  @FunctionalInterface
  public interface Reader {
    StoredWeights open(MemorySegment file) throws WeightsException;
  }

  private final Reader reader;
  private int accepted;
  private int refused;

  public Fuzzing(Reader reader) {
    this.reader = reader;
  }

  /** Opens mutations of a file; some must be refused and some, that do no harm, read. */
  public void run(byte[] original, int mutations, long seed) {
    open(original, "the original");
    assertThat(accepted).as("the original is read").isEqualTo(1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < mutations; i++) {
      byte[] mutated = original.clone();
      for (int steps = random.nextInt(1, 4); steps > 0; steps--) {
        mutated = mutate(mutated, random);
      }
      open(mutated, "seed " + seed + ", mutation " + i);
    }
    assertThat(refused).as("refused").isPositive();
    assertThat(accepted).as("read").isGreaterThan(1);
  }

  private void open(byte[] content, String what) {
    long start = System.nanoTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    try {
      touch(reader.open(MemorySegment.ofArray(content)));
      accepted++;
    } catch (WeightsException e) {
      assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain("\n").hasSizeLessThan(2000);
      refused++;
    } catch (RuntimeException e) {
      fail(what + " ended in " + e, e);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).as(what + ": bytes").isLessThan(MOST_BYTES);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(LONGEST);
  }

  private static void touch(StoredWeights weights) throws WeightsException {
    float[] target = new float[8];
    for (String name : weights.names()) {
      StoredTensor tensor = weights.tensor(name);
      long elements = tensor.info().elements();
      if (tensor.info().dtype().isFloat() || tensor.info().dtype().isInteger()) {
        tensor.read(0, (int) Math.min(elements, target.length), target, 0);
        tensor.read(Math.max(0, elements - target.length), (int) Math.min(elements, target.length), target, 0);
      }
    }
  }

  private static byte[] mutate(byte[] file, SplittableRandom random) {
    if (file.length < 16) {
      return file;
    }
    int place = random.nextInt(file.length);
    int length = Math.min(random.nextInt(1, 24), file.length - place);
    switch (random.nextInt(8)) {
      case 0 -> file[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[place] = (byte) random.nextInt();
      case 2 -> file[place] = (byte) "0123456789-.Rcbqt(}]{\"".charAt(random.nextInt(22));
      case 3 -> number(file, Math.min(place, file.length - 8), random);
      case 4 -> System.arraycopy(file, random.nextInt(file.length - length + 1), file, place, length);
      case 5 -> {
        return Arrays.copyOf(file, place);
      }
      case 6 -> {
        byte[] shorter = Arrays.copyOf(file, file.length - length);
        System.arraycopy(file, place + length, shorter, place, shorter.length - place);
        return shorter;
      }
      default -> {
        byte[] longer = Arrays.copyOf(file, file.length + length);
        System.arraycopy(file, place, longer, place + length, file.length - place);
        return longer;
      }
    }
    return file;
  }

  private static void number(byte[] file, int place, SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long number = random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : file.length + random.nextInt(-9, 9);
    switch (random.nextInt(3)) {
      case 0 -> bytes.putShort(place, (short) number);
      case 1 -> bytes.putInt(place, (int) number);
      default -> bytes.putLong(place, number);
    }
  }
}
