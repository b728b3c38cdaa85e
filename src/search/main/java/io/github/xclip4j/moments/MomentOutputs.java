package io.github.xclip4j.moments;

import io.github.xclip4j.cli.files.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Standard output and files, each in its format; the files appear when all is written. */
final class MomentOutputs implements MomentWriter, AutoCloseable {
  private final List<MomentWriter> writers = new ArrayList<>();
  private final List<PrintWriter> contents = new ArrayList<>();
  private final List<AtomicFile> files = new ArrayList<>();

  /** Adds a writer to standard output. */
  void add(MomentFormat format, Report report, PrintWriter out) {
    writers.add(format.writer(report, out, Optional.empty()));
  }

  /** Adds a file. */
  void add(Path file, MomentFormat format, Report report) throws IOException {
    AtomicFile content = AtomicFile.create(file);
    files.add(content);
    PrintWriter out = new PrintWriter(content.stream(), false, StandardCharsets.UTF_8);
    contents.add(out);
    writers.add(format.writer(report, out, Optional.of(file)));
  }

  @Override
  public void moment(Moment moment) throws IOException {
    for (MomentWriter writer : writers) {
      writer.moment(moment);
    }
  }

  @Override
  public void segment(Segment segment) throws IOException {
    for (MomentWriter writer : writers) {
      writer.segment(segment);
    }
  }

  @Override
  public void skipped(WindowReader.Skipped windows) throws IOException {
    for (MomentWriter writer : writers) {
      writer.skipped(windows);
    }
  }

  @Override
  public void end() throws IOException {
    for (MomentWriter writer : writers) {
      writer.end();
    }
    for (int i = 0; i < files.size(); i++) {
      if (contents.get(i).checkError()) {
        throw new IOException(files.get(i).target() + ": cannot be written; is the disk full?");
      }
      files.get(i).commit();
    }
  }

  @Override
  public void close() throws IOException {
    for (AtomicFile file : files) {
      file.close();
    }
  }
}
