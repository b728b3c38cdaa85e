package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a zip file in mapped memory. Entries stored without compression, as PyTorch writes all of them, are
 * slices of the file; others are inflated outside the heap.
 */
final class ZipArchive {

  /*
   * Only what locating entries needs (PKWARE APPNOTE 4.3): the end record, found backwards from the end of the file,
   * its 64-bit form, the central directory, and each entry's local header for the length of its variable part.
   */
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int END64_LOCATOR = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final long ONES = 0xFFFFFFFFL;

  /** Deflate cannot do better: a bit less than 1032 to 1. */
  private static final long LARGEST_RATIO = 1032;

  private final MemorySegment file;
  private final String origin;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(int method, int flags, long storedBytes, long bytes, long localHeader) {}

  ZipArchive(MemorySegment file, String origin) throws WeightsException {
    this.file = file;
    this.origin = origin;
    readDirectory();
  }

  static boolean isZip(MemorySegment file) {
    return file.byteSize() >= 4 && file.get(INT, 0) == LOCAL;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /**
   * An entry's content.
   *
   * @param arena holds it if it has to be inflated
   */
  MemorySegment content(String name, Arena arena) throws WeightsException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw damaged("no entry " + Printable.name(name));
    }
    long header = entry.localHeader;
    need(header, LOCAL_BYTES, "the header of " + Printable.name(name));
    if (file.get(INT, header) != LOCAL) {
      throw damaged("no entry header at byte " + header + ", where " + Printable.name(name) + " should be");
    }
    long start = header + LOCAL_BYTES + unsigned(header + 26) + unsigned(header + 28);
    need(start, entry.storedBytes, Printable.name(name));
    MemorySegment stored = file.asSlice(start, entry.storedBytes);
    if ((entry.flags & 1) != 0) {
      throw new WeightsException(
          origin + ": " + Printable.name(name) + " is encrypted: save the checkpoint again without");
    }
    return switch (entry.method) {
      case 0 -> {
        if (entry.bytes != entry.storedBytes) {
          throw damaged(
              Printable.name(name) + " has " + entry.storedBytes + " bytes stored and " + entry.bytes + " claimed");
        }
        yield stored;
      }
      case 8 -> inflate(stored, entry.bytes, name, arena);
      default -> throw new WeightsException(origin + ": " + Printable.name(name) + " is compressed by method "
          + entry.method + ", known are 0 (stored) and 8 (deflate): save the checkpoint again with torch.save");
    };
  }

  private MemorySegment inflate(MemorySegment stored, long bytes, String name, Arena arena) throws WeightsException {
    if (bytes > (stored.byteSize() + 1) * LARGEST_RATIO) {
      throw damaged(
          Printable.name(name) + " claims " + bytes + " bytes out of " + stored.byteSize() + " compressed ones");
    }
    if (bytes > Integer.MAX_VALUE - 8 || stored.byteSize() > Integer.MAX_VALUE) {
      throw new WeightsException(origin + ": " + Printable.name(name) + " is compressed and has " + bytes
          + " bytes, at most 2147483639 can be: save the checkpoint again with torch.save, which does not compress");
    }
    MemorySegment content = arena.allocate(Math.max(bytes, 1)).asSlice(0, bytes);
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(stored.asByteBuffer());
      int written = inflater.inflate(content.asByteBuffer());
      if (written != bytes) {
        throw damaged(Printable.name(name) + " inflates to " + written + " bytes, " + bytes + " are claimed");
      }
    } catch (DataFormatException e) {
      throw new WeightsException(
          origin + ": " + Printable.name(name) + " cannot be inflated: " + e.getMessage() + ": the file is damaged", e);
    }
    return content;
  }

  private void readDirectory() throws WeightsException {
    long end = findEnd();
    long count = unsigned(end + 10);
    long directoryBytes = file.get(INT, end + 12) & ONES;
    long position = file.get(INT, end + 16) & ONES;
    if (count == 0xFFFF || directoryBytes == ONES || position == ONES) {
      long end64 = findEnd64(end);
      count = file.get(LONG, end64 + 32);
      directoryBytes = file.get(LONG, end64 + 40);
      position = file.get(LONG, end64 + 48);
    }
    need(position, directoryBytes, "the directory");
    if (count < 0 || count > directoryBytes / CENTRAL_BYTES) {
      throw damaged("a directory of " + directoryBytes + " bytes cannot have " + count + " entries");
    }
    long limit = position + directoryBytes;
    for (long i = 0; i < count; i++) {
      position = readEntry(position, limit);
    }
  }

  private long readEntry(long position, long limit) throws WeightsException {
    if (limit - position < CENTRAL_BYTES || file.get(INT, position) != CENTRAL) {
      throw damaged("no directory entry at byte " + position);
    }
    int nameBytes = unsigned(position + 28);
    int extraBytes = unsigned(position + 30);
    long next = position + CENTRAL_BYTES + nameBytes + extraBytes + unsigned(position + 32);
    if (next > limit) {
      throw damaged("the directory entry at byte " + position + " reaches past the directory");
    }
    String name = new String(
        file.asSlice(position + CENTRAL_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    long[] sizes = {
        file.get(INT, position + 24) & ONES, file.get(INT, position + 20) & ONES, file.get(INT, position + 42) & ONES
    };
    widen(sizes, position + CENTRAL_BYTES + nameBytes, extraBytes);
    Entry entry = new Entry(unsigned(position + 10), unsigned(position + 8), sizes[1], sizes[0], sizes[2]);
    if (entries.put(name, entry) != null) {
      throw damaged("two entries are called " + Printable.name(name));
    }
    return next;
  }

  /** Takes sizes that do not fit 32 bits from the extra field 1, which has those that are all ones, in this order. */
  private void widen(long[] sizes, long extraStart, int extraBytes) {
    long position = extraStart;
    long limit = extraStart + extraBytes;
    while (limit - position >= 4) {
      int id = unsigned(position);
      long fieldEnd = position + 4 + unsigned(position + 2);
      position += 4;
      for (int i = 0; id == 1 && i < sizes.length && fieldEnd <= limit; i++) {
        if (sizes[i] == ONES && fieldEnd - position >= Long.BYTES) {
          sizes[i] = file.get(LONG, position);
          position += Long.BYTES;
        }
      }
      position = fieldEnd;
    }
  }

  private long findEnd() throws WeightsException {
    long last = file.byteSize() - END_BYTES;
    for (long position = last; position >= Math.max(0, last - 0xFFFF); position--) {
      if (file.get(INT, position) == END) {
        return position;
      }
    }
    throw new WeightsException(origin + ": starts like a zip file but has no directory at its end ("
        + file.byteSize() + " bytes): was the download cut off?");
  }

  private long findEnd64(long end) throws WeightsException {
    long locator = end - 20;
    if (locator < 0 || file.get(INT, locator) != END64_LOCATOR) {
      throw damaged("the 64-bit directory is not announced");
    }
    long end64 = file.get(LONG, locator + 8);
    need(end64, 56, "the 64-bit directory end");
    if (file.get(INT, end64) != END64) {
      throw damaged("no 64-bit directory end at byte " + end64);
    }
    return end64;
  }

  private int unsigned(long position) {
    return file.get(SHORT, position) & 0xFFFF;
  }

  private void need(long position, long bytes, String what) throws WeightsException {
    if (position < 0 || bytes < 0 || position > file.byteSize() || bytes > file.byteSize() - position) {
      throw damaged(what + " would be " + bytes + " bytes at byte " + position + " of a file of " + file.byteSize());
    }
  }

  private WeightsException damaged(String what) {
    return new WeightsException(origin + ": zip: " + what + ": the file is damaged, was the download cut off?");
  }
}
