package io.github.xclip4j.video;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The segments at the beginning of a JPEG file. */
/*
 * The JDK's reader fails on some colour profiles and on other contents of application segments. Pixels do not depend on
 * these segments, except on JFIF's and Adobe's, which tell how colours are stored: only those are passed on.
 */
final class JpegMarkers {
  private static final int START = 0xD8;
  private static final int SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final int YCCK = 2;

  private final byte[] bytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean isJpeg;
  private int components;
  private int adobeTransform;
  private int orientation = Orientation.UPRIGHT;

  private JpegMarkers(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The segments of a file, which need not be a JPEG. */
  static JpegMarkers of(byte[] bytes) {
    JpegMarkers markers = new JpegMarkers(bytes);
    markers.walk();
    return markers;
  }

  private void walk() {
    isJpeg = bytes.length > 3 && unsigned(0) == 0xFF && unsigned(1) == START && unsigned(2) == 0xFF;
    if (!isJpeg) {
      return;
    }
    kept.write(bytes, 0, 2);
    int at = 2;
    while (at + 4 <= bytes.length && unsigned(at) == 0xFF) {
      int marker = unsigned(at + 1);
      if (marker == 0xFF) {
        at++;
        continue;
      }
      int end = at + 2 + word(at + 2);
      if (marker == SCAN || end > bytes.length || end < at + 4) {
        break;
      }
      note(marker, at + 4, end);
      if (isKept(marker, at + 4)) {
        kept.write(bytes, at, end - at);
      }
      at = end;
    }
    kept.write(bytes, at, bytes.length - at);
  }

  private boolean isKept(int marker, int content) {
    boolean application = marker >= APP0 && marker <= APP15;
    return !application && marker != COMMENT
        || marker == APP0 && startsWith(content, "JFIF\0")
        || marker == APP14 && startsWith(content, "Adobe");
  }

  private void note(int marker, int content, int end) {
    boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && content + 5 < end) {
      components = unsigned(content + 5);
    } else if (marker == APP14 && startsWith(content, "Adobe") && content + 11 < end) {
      adobeTransform = unsigned(content + 11);
    } else if (marker == APP1 && startsWith(content, "Exif\0\0")) {
      orientation = Orientation.ofTiff(Arrays.copyOfRange(bytes, content + 6, end));
    }
  }

  private boolean startsWith(int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + wanted.length <= bytes.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private int word(int at) {
    return unsigned(at) << 8 | unsigned(at + 1);
  }

  private int unsigned(int at) {
    return bytes[at] & 0xFF;
  }

  boolean isJpeg() {
    return isJpeg;
  }

  /** The number of channels; 0 if the file is no JPEG. */
  int components() {
    return components;
  }

  /** Whether its four channels are luminance, chrominance and black. */
  boolean isYcck() {
    return adobeTransform == YCCK;
  }

  /** The orientation that EXIF gives, from 1 to 8. */
  int orientation() {
    return orientation;
  }

  /** The file without the application segments on which pixels do not depend. */
  byte[] withoutProfiles() {
    return kept.toByteArray();
  }
}
