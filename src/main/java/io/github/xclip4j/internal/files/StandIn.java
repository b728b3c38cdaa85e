package io.github.xclip4j.internal.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What clones and downloads leave in place of a file. */
public enum StandIn {
  GIT_LFS_POINTER("a pointer of Git LFS, not the file itself: fetch the file with `git lfs pull` in its folder, or "
      + "download the checkpoint with `xclip4j download NAME` or `hf download NAME`"),
  WEB_PAGE("a web page, not the file itself: download the checkpoint again with `xclip4j download NAME` or "
      + "`hf download NAME`");

  private static final int LOOKED_AT = 256;

  private final String description;

  StandIn(String description) {
    this.description = description;
  }

  /** Recognises a stand-in by the first bytes of a file; empty if they are the file's own. */
  public static Optional<StandIn> of(byte[] content) {
    return of(MemorySegment.ofArray(content));
  }

  private static Optional<StandIn> of(MemorySegment content) {
    byte[] bytes = content.asSlice(0, Math.min(content.byteSize(), LOOKED_AT)).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String start = text.replace("\uFEFF", "").stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("version https://git-lfs")) {
      return Optional.of(GIT_LFS_POINTER);
    }
    boolean page = Stream.of("<!doctype html", "<html", "<head").anyMatch(start::startsWith);
    return page ? Optional.of(WEB_PAGE) : Optional.empty();
  }

  /** What a checkpoint's file is instead, and how to get the file itself; empty if it is the file itself. */
  public static Optional<String> describe(byte[] content) {
    return describe(MemorySegment.ofArray(content));
  }

  /** {@link #describe(byte[])} of a mapped file. */
  public static Optional<String> describe(MemorySegment content) {
    return of(content).map(standIn -> standIn.description);
  }
}
