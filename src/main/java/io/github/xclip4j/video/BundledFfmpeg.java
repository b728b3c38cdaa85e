package io.github.xclip4j.video;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The executable in the jar {@code org.bytedeco:ffmpeg}, if that is on the class path. */
/*
 * The executable looks for its libraries in its own directory, so all are unpacked into one (without the jar's JNI
 * libraries), which takes about 60 MB and half a second. The directory stays for the next program. Its name contains
 * the user and a hash of the content, it appears complete or not at all, and it is used only if no other user can write
 * to it.
 */
final class BundledFfmpeg {
  private static final String FOLDER = "org/bytedeco/ffmpeg/";
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64", "windows-x86_64");
  private static final String PREFIX = "xclip4j-ffmpeg-";
  private static final String UNFINISHED = "xclip4j-unpacking-";
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final String REMEDY = "choose another folder with -Djava.io.tmpdir=FOLDER, or install ffmpeg";

  private BundledFfmpeg() {}

  /** Unpacks the executable, unless that was done before, and checks that it runs. */
  static Ffmpeg.Attempt find() {
    String reason = "no org.bytedeco:ffmpeg jar is on the class path: install ffmpeg";
    for (String platform : PLATFORMS) {
      String name = platform.startsWith("windows") ? "ffmpeg.exe" : "ffmpeg";
      URL url = BundledFfmpeg.class.getClassLoader().getResource(FOLDER + platform + "/" + name);
      if (url != null) {
        Ffmpeg.Attempt attempt = find(url, FOLDER + platform + "/", name);
        if (attempt.ffmpeg().isPresent()) {
          return attempt;
        }
        reason = attempt.reason();
      }
    }
    return new Ffmpeg.Attempt(Optional.empty(), reason);
  }

  private static Ffmpeg.Attempt find(URL url, String folder, String name) {
    Path base = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path executable = unpacked(url, folder, base).resolve(name);
      Ffmpeg.Attempt attempt = Ffmpeg.attempt(executable.toString());
      return attempt.ffmpeg().isPresent() ? attempt
          : new Ffmpeg.Attempt(Optional.empty(), "the bundled one, unpacked as "
              + executable + ", does not run (" + attempt.reason() + "): if programs may not be run in " + base + ", "
              + REMEDY);
    } catch (IOException e) {
      return new Ffmpeg.Attempt(Optional.empty(), "the bundled one cannot be unpacked into " + base + " ("
          + reason(e) + "): " + REMEDY);
    }
  }

  private static String reason(IOException e) {
    boolean bare = e instanceof FileSystemException of && of.getReason() == null;
    return bare ? "no file can be created there" : String.valueOf(e.getMessage());
  }

  private static Path unpacked(URL url, String folder, Path base) throws IOException {
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      List<JarEntry> entries = jar.stream().filter(entry -> isNeeded(entry, folder)).toList();
      return unpacked(jar, entries, folder, base);
    }
  }

  /** @return the directory that holds the entries */
  static Path unpacked(JarFile jar, List<JarEntry> entries, String folder, Path base) throws IOException {
    Path fresh = Files.createTempDirectory(base, UNFINISHED);
    try {
      UserPrincipal user = Files.getOwner(fresh);
      removeAbandoned(base, user);
      Path directory = base.resolve(PREFIX + user.getName().replaceAll("[^A-Za-z0-9]", "_") + "-" + content(entries));
      if (isComplete(directory, entries, folder, user)) {
        return directory;
      }
      for (JarEntry entry : entries) {
        Path target = fresh.resolve(entry.getName().substring(folder.length()));
        try (InputStream content = jar.getInputStream(entry)) {
          Files.copy(content, target);
        }
        if (!target.toFile().setExecutable(true)) {
          throw new IOException(target + " cannot be made executable");
        }
      }
      publish(fresh, directory);
      if (!isComplete(directory, entries, folder, user)) {
        throw new IOException(directory + " does not belong to this user, or others can write to it; remove it");
      }
      return directory;
    } finally {
      delete(fresh);
    }
  }

  /** Moves a complete directory into place. Another program may do the same, or an earlier one may have lost files. */
  private static void publish(Path fresh, Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Path old = Files.createTempDirectory(directory.getParent(), UNFINISHED);
      try {
        Files.move(directory, old.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(old);
      }
    }
    try {
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static boolean isComplete(Path directory, List<JarEntry> entries, String folder, UserPrincipal user)
      throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) || !isPrivate(directory, user)) {
      return false;
    }
    for (JarEntry entry : entries) {
      Path file = directory.resolve(entry.getName().substring(folder.length()));
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != entry.getSize()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrivate(Path directory, UserPrincipal user) throws IOException {
    if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)) {
      return false;
    }
    FileStore store = Files.getFileStore(directory);
    if (!store.supportsFileAttributeView(PosixFileAttributeView.class)) {
      return true;
    }
    Set<PosixFilePermission> owners = PosixFilePermissions.fromString("rwx------");
    return owners.containsAll(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
  }

  /** Removes directories of programs that were killed while they unpacked. */
  private static void removeAbandoned(Path base, UserPrincipal user) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(base, UNFINISHED + "*")) {
      for (Path directory : directories) {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)
            && Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(limit)) {
          delete(directory);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(directory);
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        delete(file);
      }
    }
    Files.deleteIfExists(directory);
  }

  private static String content(List<JarEntry> entries) {
    CRC32 crc = new CRC32();
    long bytes = 0;
    for (JarEntry entry : entries) {
      crc.update((entry.getName() + " " + entry.getSize() + " " + entry.getCrc() + "\n").getBytes(
          StandardCharsets.UTF_8));
      bytes += entry.getSize();
    }
    return Long.toHexString(crc.getValue()) + Long.toHexString(bytes);
  }

  private static boolean isNeeded(JarEntry entry, String folder) {
    if (entry.isDirectory() || !entry.getName().startsWith(folder)) {
      return false;
    }
    String name = entry.getName().substring(folder.length());
    return !name.contains("/") && !name.startsWith("libjni") && !name.startsWith("jni") && !name.contains("ffprobe");
  }
}
