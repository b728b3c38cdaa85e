package io.github.xclip4j.video;

import io.github.xclip4j.internal.files.StandIn;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** The kind of a file according to its first bytes, not its name. */
enum FileKind {
  /** An animated GIF or a single one. */
  GIF(""),
  /** A single image that the JDK reads. */
  PICTURE(""),
  /** Anything else: a video, or an image that ffmpeg may know. */
  VIDEO(""),
  LFS_POINTER("a Git LFS pointer, not the file itself; run \"git lfs pull\" and try again"),
  WEB_PAGE("a web page, not a video; did a download need a login, or fail?"),
  ARCHIVE("an archive, not a video; unpack it and give the video in it"),
  PDF("a PDF document, not a video"),
  EMPTY("the file is empty (0 bytes); was the download or copy interrupted?");

  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final Set<String> MOTION_JPEG = Set.of("mjpg", "mjpeg");
  private static final int HEAD = 512;

  private final String description;

  FileKind(String description) {
    this.description = description;
  }

  /** What a file is that is no video, and what to do about it. */
  String description() {
    return description;
  }

  static FileKind of(Path file) throws IOException {
    byte[] head;
    try (InputStream stream = Files.newInputStream(file)) {
      head = stream.readNBytes(HEAD);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return GIF;
    }
    if (text.startsWith("\u0089PNG\r\n\u001A\n")) {
      return isAnimated(file) ? VIDEO : PICTURE;
    }
    if (text.startsWith("\u00FF\u00D8\u00FF")) {
      return MOTION_JPEG.contains(extension(file)) ? VIDEO : PICTURE;
    }
    if (isBitmap(text) || text.startsWith("II*\0") || text.startsWith("MM\0*")) {
      return PICTURE;
    }
    return head.length == 0 ? EMPTY : StandIn.of(head).map(FileKind::of).orElseGet(() -> other(text));
  }

  private static FileKind of(StandIn standIn) {
    return switch (standIn) {
      case GIT_LFS_POINTER -> LFS_POINTER;
      case WEB_PAGE -> WEB_PAGE;
    };
  }

  private static FileKind other(String text) {
    if (text.startsWith("%PDF-")) {
      return PDF;
    }
    boolean archive =
        text.startsWith("PK\u0003\u0004") || text.startsWith("\u001F\u008B") || text.startsWith("7z\u00BC\u00AF")
            || text.startsWith("Rar!") || text.startsWith("\u00FD7zXZ") || text.startsWith("ustar", 257);
    return archive ? ARCHIVE : VIDEO;
  }

  /** Checks for "BM" and for a header size that exists, since two letters prove little. */
  private static boolean isBitmap(String text) {
    return text.startsWith("BM") && text.length() > 18 && text.startsWith("\0\0\0", 15)
        && Set.of(12, 40, 52, 56, 64, 108, 124).contains((int) text.charAt(14));
  }

  /** Whether a PNG has the chunk of an animation, which comes before the image. */
  private static boolean isAnimated(Path file) throws IOException {
    try (DataInputStream chunks = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (chunks.readLong() != PNG_SIGNATURE) {
        return false;
      }
      while (true) {
        int length = chunks.readInt();
        String name = new String(chunks.readNBytes(4), StandardCharsets.ISO_8859_1);
        if (name.equals("acTL")) {
          return true;
        }
        if (length < 0 || name.equals("IDAT") || name.equals("IEND")) {
          return false;
        }
        chunks.skipNBytes(length + 4L);
      }
    } catch (EOFException e) {
      return false;
    }
  }

  /** The extension of a name, in lower case, without the dot. */
  static String extension(Path file) {
    Path name = file.getFileName();
    String text = name == null ? "" : name.toString();
    return text.substring(text.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
