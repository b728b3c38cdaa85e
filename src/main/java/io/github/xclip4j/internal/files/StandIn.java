package io.github.xclip4j.internal.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises what clones and downloads leave in place of a file: a pointer of Git LFS, or a web page. */
public final class StandIn {
  private static final int LOOKED_AT = 256;

  private StandIn() {}

  /** What the file is instead, and how to get the file itself; absent if it is neither. */
  public static Optional<String> describe(byte[] content) {
    return describe(MemorySegment.ofArray(content));
  }

  /** What the file is instead, and how to get the file itself; absent if it is neither. */
  public static Optional<String> describe(MemorySegment content) {
    byte[] start = content.asSlice(0, Math.min(content.byteSize(), LOOKED_AT)).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("version https://git-lfs.github.com/spec/")) {
      return Optional.of("a pointer of Git LFS, not the file itself: fetch the file with `git lfs pull` in its folder,"
          + " or download the checkpoint with `xclip4j download NAME` or `hf download NAME`");
    }
    String page = text.stripLeading().toLowerCase(Locale.ROOT);
    if (page.startsWith("<!doctype html") || page.startsWith("<html")) {
      return Optional.of("a web page, not the file itself: download the checkpoint again with `xclip4j download NAME`"
          + " or `hf download NAME`");
    }
    return Optional.empty();
  }
}
