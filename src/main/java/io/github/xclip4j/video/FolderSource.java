package io.github.xclip4j.video;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of images as a video: in the order of their names, where {@code frame9} comes before {@code frame10}. */
final class FolderSource implements FrameSource {
  private static final Set<String> KINDS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");
  private static final Pattern PIECE = Pattern.compile("\\d+|\\D+");

  private final Path folder;
  private final List<Path> images;

  FolderSource(Path folder) throws IOException {
    this.folder = folder;
    try (Stream<Path> files = Files.list(folder)) {
      images = files.filter(FolderSource::isImage)
          .sorted(Comparator.comparing(file -> file.getFileName().toString(), FolderSource::compareNames))
          .toList();
    }
    if (images.isEmpty()) {
      throw new VideoException(folder + ": no images in this folder; frames are files that end in "
          + String.join(", ", KINDS.stream().sorted().toList()));
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && KINDS.contains(kind) && Files.isRegularFile(file);
  }

  /** Runs of digits compare as numbers; names equal in that order by their characters. */
  static int compareNames(String left, String right) {
    Matcher a = PIECE.matcher(left);
    Matcher b = PIECE.matcher(right);
    while (a.find() && b.find()) {
      boolean numbers = Character.isDigit(a.group().charAt(0)) && Character.isDigit(b.group().charAt(0));
      int order = numbers
          ? new BigInteger(a.group()).compareTo(new BigInteger(b.group()))
          : a.group().compareTo(b.group());
      if (order != 0) {
        return order;
      }
    }
    return left.compareTo(right);
  }

  @Override
  public String description() {
    return folder.toString();
  }

  @Override
  public int frameCount() {
    return images.size();
  }

  @Override
  public Frames read(int[] indices) throws IOException {
    FrameBuffer buffer = new FrameBuffer(indices.length, description());
    for (int i = 0; i < indices.length; i++) {
      if (i > 0 && indices[i] == indices[i - 1]) {
        buffer.repeat();
      } else {
        Frames image = ImageFiles.read(images.get(indices[i]));
        buffer.add(image.height(), image.width(), image.rgb(), 0);
      }
    }
    return buffer.frames();
  }
}
