package io.github.xclip4j.evaluation;

import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.internal.json.JsonTree;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * {@code results.jsonl}: a line for each video, written when it is done. An evaluation that was killed goes on after the
 * last complete line; videos that failed are tried again.
 */
final class ResultsFile implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final FileChannel channel;
  private final FileChannel lock;
  private final List<String> names;
  private final Set<String> done;

  private ResultsFile(FileChannel channel, FileChannel lock, List<String> names, Set<String> done) {
    this.channel = channel;
    this.lock = lock;
    this.names = names;
    this.done = done;
  }

  /**
   * Opens results to go on with, or new ones; what follows the last complete line is cut off.
   *
   * @param names of the classes
   * @throws IOException if it cannot be written, another evaluation is writing it, or a line is none of results
   */
  static ResultsFile open(Path file, List<String> names) throws IOException {
    FileChannel lock = lock(file);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        long end = endOfLastLine(channel);
        channel.truncate(end);
        channel.position(end);
        Set<String> done = new HashSet<>();
        read(file, outcome -> {
          if (outcome instanceof Outcome.Scored) {
            done.add(outcome.video());
          }
        });
        return new ResultsFile(channel, lock, names, done);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** A file of its own: closing any reader of the results would give up a lock on them. */
  private static FileChannel lock(Path file) throws IOException {
    FileChannel lock = FileChannel.open(file.resolveSibling(".lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    try {
      if (lock.tryLock() != null) {
        return lock;
      }
    } catch (OverlappingFileLockException _) {
      // of another evaluation in this program
    }
    throw new IOException(file + ": another evaluation is writing it; wait for its end, or name another --output");
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long at = channel.size() - 1; at >= 0; at--) {
      one.clear();
      channel.read(one, at);
      if (one.get(0) == '\n') {
        return at + 1;
      }
    }
    return 0;
  }

  /** Whether a video has its scores already. */
  boolean has(String video) {
    return done.contains(video);
  }

  /** Videos that had their scores already. */
  int count() {
    return done.size();
  }

  /** Writes a line. */
  void append(Outcome outcome) throws IOException {
    ByteBuffer line = ByteBuffer.wrap(line(outcome, names));
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  @Override
  public void close() throws IOException {
    try (lock; channel) {
      channel.force(true);
    }
  }

  /** Where a line is in the file. */
  private record Place(long offset, int bytes) {}

  /**
   * Brings complete results into the order of the list, one line a video: the last one, where a video was tried again.
   *
   * @throws IOException if a video has no line, or the file cannot be written
   */
  static void arrange(Path file, List<String> videos) throws IOException {
    Map<String, Place> places = new LinkedHashMap<>();
    long[] offset = new long[1];
    boolean[] twice = new boolean[1];
    readLines(file, (outcome, bytes) -> {
      twice[0] |= places.put(outcome.video(), new Place(offset[0], bytes)) != null;
      offset[0] += bytes;
    });
    if (!twice[0] && videos.equals(List.copyOf(places.keySet()))) {
      return;
    }
    try (FileChannel lines = FileChannel.open(file, StandardOpenOption.READ)) {
      Outputs.write(file, out -> {
        for (String video : videos) {
          Place place = places.get(video);
          if (place == null) {
            throw new IOException(file + ": has no line for " + video + "; run the same evaluation again");
          }
          ByteBuffer line = ByteBuffer.allocate(place.bytes);
          lines.read(line, place.offset);
          out.write(line.array());
        }
      });
    }
  }

  static byte[] line(Outcome outcome, List<String> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("video", outcome.video());
      if (outcome.label().isPresent()) {
        json.writeNumberProperty("class", outcome.label().getAsInt());
        json.writeStringProperty("label", names.get(outcome.label().getAsInt()));
      } else {
        json.writeNullProperty("class");
      }
      switch (outcome) {
        case Outcome.Failed failed -> json.writeStringProperty("error", failed.error());
        case Outcome.Scored scored -> write(json, scored, names);
      }
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Outcome.Scored scored, List<String> names) {
    json.writeNumberProperty("prediction", scored.prediction());
    json.writeStringProperty("predicted", names.get(scored.prediction()));
    json.writeNumberProperty("confidence", scored.confidence());
    write(json, "best", scored.best());
    json.writeNumberProperty("frames", scored.frames());
    json.writeArrayPropertyStart("clips");
    for (int[] clip : scored.clips()) {
      json.writeArray(clip, 0, clip.length);
    }
    json.writeEndArray();
    write(json, "crops", scored.crops());
    json.writeArrayPropertyStart("scores");
    for (float score : scored.scores()) {
      json.writeNumber(score);
    }
    json.writeEndArray();
    if (!scored.notes().isEmpty()) {
      write(json, "notes", scored.notes());
    }
  }

  private static void write(JsonGenerator json, String name, int[] values) {
    json.writeName(name);
    json.writeArray(values, 0, values.length);
  }

  private static void write(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  /** Takes an outcome and how many bytes its line has. */
  private interface Lines {
    void accept(Outcome outcome, int bytes) throws IOException;
  }

  /**
   * Reads results, a line at a time, without the scores: nothing here needs them, and they are nearly all of a line.
   *
   * @throws IOException if it cannot be read, or a line is none of results
   */
  static void read(Path file, Evaluator.Sink outcomes) throws IOException {
    readLines(file, (outcome, _) -> outcomes.accept(outcome));
  }

  private static void readLines(Path file, Lines outcomes) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        Outcome outcome;
        try {
          outcome = parse(JsonTree.read(withoutScores(line)));
        } catch (JacksonException | IllegalArgumentException e) {
          throw new IOException(
              file + ", line " + number + ": is no line of results; delete the file to begin anew, or "
                  + "name another --output",
              e);
        }
        outcomes.accept(outcome, line.getBytes(StandardCharsets.UTF_8).length + 1);
      }
    }
  }

  /** In a string the quotes of such a key would have backslashes before them. */
  private static String withoutScores(String line) {
    int start = line.indexOf(",\"scores\":[");
    int end = start < 0 ? -1 : line.indexOf(']', start);
    return end < 0 ? line : line.substring(0, start) + line.substring(end + 1);
  }

  private static Outcome parse(JsonNode row) {
    if (!row.path("video").isString()) {
      throw new IllegalArgumentException("no video");
    }
    String video = row.path("video").stringValue();
    OptionalInt label = row.path("class").isInt() ? OptionalInt.of(row.path("class").intValue()) : OptionalInt.empty();
    if (row.has("error")) {
      return new Outcome.Failed(video, label, row.path("error").asString());
    }
    if (row.path("best").isEmpty()) {
      throw new IllegalArgumentException("no scores");
    }
    List<int[]> clips = new ArrayList<>();
    row.path("clips").forEach(clip -> clips.add(integers(clip)));
    return new Outcome.Scored(video, label, integers(row.path("best")), row.path("confidence").asDouble(), new float[0],
        row.path("frames").asInt(), clips, strings(row.path("crops")), strings(row.path("notes")));
  }

  private static int[] integers(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asString()));
    return values;
  }
}
