package io.github.xclip4j.internal.backend.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The image of record is what the sources say, and needs no library. */
class MatrixImageTest {
  private static byte[] image() throws IOException {
    try (InputStream in = NativeLibrary.class.getResourceAsStream(NativeLibrary.IMAGE)) {
      return in.readAllBytes();
    }
  }

  @Test
  void image_isOfTheseSources() throws IOException, NoSuchAlgorithmException {
    String makefile = Files.readString(TestUnits.SOURCES.resolve("Makefile"));
    List<String> names = new ArrayList<>(words(makefile, "KERNELS"));
    names.addAll(words(makefile, "HEADERS"));
    names.sort(null);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String name : names) {
      digest.update(Files.readAllBytes(TestUnits.SOURCES.resolve(name)));
    }
    assertThat(new String(image(), StandardCharsets.ISO_8859_1))
        .as("the sources changed: run make -C src/main/c image")
        .contains(HexFormat.of().formatHex(digest.digest()));
  }

  private static List<String> words(String makefile, String variable) {
    Matcher line = Pattern.compile("(?m)^" + variable + " = (.*)$").matcher(makefile);
    assertThat(line.find()).isTrue();
    return List.of(line.group(1).split(" "));
  }

  @Test
  void everySource_isHashed() throws IOException {
    String makefile = Files.readString(TestUnits.SOURCES.resolve("Makefile"));
    List<String> hashed = new ArrayList<>(words(makefile, "KERNELS"));
    hashed.addAll(words(makefile, "HEADERS"));
    try (var files = Files.list(TestUnits.SOURCES)) {
      assertThat(files.map(Path::getFileName).map(Path::toString).filter(name -> name.matches(".*\\.[ch]")))
          .as("emulated.c is no part of the image").containsExactlyInAnyOrderElementsOf(with(hashed, "emulated.c"));
    }
  }

  private static List<String> with(List<String> names, String more) {
    List<String> all = new ArrayList<>(names);
    all.add(more);
    return all;
  }

  @Test
  void image_needsNoLibrary() throws IOException {
    String text = new String(image(), StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain("libc.so", "libgcc", "memcpy", "memset");
  }
}
