package io.github.xclip4j.video;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/*
 * The executable looks for its libraries beside itself, so it and they are unpacked into one private directory, which
 * goes when the JVM does. The jar's own JNI libraries are left out. About 60 MB, half a second.
 */
/** The executable inside {@code org.bytedeco:ffmpeg}, where that jar is on the class path. */
final class BundledFfmpeg {
  private static final String FOLDER = "org/bytedeco/ffmpeg/";
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64", "windows-x86_64");

  private BundledFfmpeg() {}

  /** @return the unpacked executables, one per platform whose jar is there; not all need run here */
  static List<String> extract() {
    List<String> executables = new ArrayList<>();
    for (String platform : PLATFORMS) {
      String name = platform.startsWith("windows") ? "ffmpeg.exe" : "ffmpeg";
      URL url = BundledFfmpeg.class.getClassLoader().getResource(FOLDER + platform + "/" + name);
      if (url != null) {
        try {
          executables.add(extract(url, FOLDER + platform + "/").resolve(name).toString());
        } catch (IOException e) {
          System.getLogger(BundledFfmpeg.class.getName())
              .log(System.Logger.Level.WARNING, "cannot unpack " + url + ": " + e.getMessage());
        }
      }
    }
    return executables;
  }

  private static Path extract(URL url, String folder) throws IOException {
    Path directory = Files.createTempDirectory("xclip4j-ffmpeg");
    directory.toFile().deleteOnExit();
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : jar.stream().filter(candidate -> needed(candidate, folder)).toList()) {
        Path target = directory.resolve(entry.getName().substring(folder.length()));
        try (InputStream content = jar.getInputStream(entry)) {
          Files.copy(content, target);
        }
        File file = target.toFile();
        file.deleteOnExit();
        if (!file.setExecutable(true)) {
          throw new IOException(target + " cannot be made executable");
        }
      }
    }
    return directory;
  }

  private static boolean needed(JarEntry entry, String folder) {
    if (entry.isDirectory() || !entry.getName().startsWith(folder)) {
      return false;
    }
    String name = entry.getName().substring(folder.length());
    return !name.contains("/") && !name.startsWith("libjni") && !name.startsWith("jni") && !name.contains("ffprobe");
  }
}
