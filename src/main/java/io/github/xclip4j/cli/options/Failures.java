package io.github.xclip4j.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What became of a command's videos: one that cannot be used is reported, the work goes on with the others, and the exit
 * status is 1. The failure of an only video is the command's.
 */
public final class Failures {
  private final CommandSpec spec;
  private final int videos;
  private int count;

  /** @param videos of the command line */
  public Failures(CommandSpec spec, int videos) {
    this.spec = spec;
    this.videos = videos;
  }

  /**
   * Reports a video that cannot be used.
   *
   * @throws IOException if it is the only one, or it failed because this thread is interrupted
   */
  public void add(Path video, Exception failure) throws IOException {
    Interruption.check();
    if (videos == 1) {
      switch (failure) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new IOException(failure);
      }
    }
    count++;
    String message = Errors.describe(failure);
    spec.commandLine().getErr().println(spec.qualifiedName() + ": "
        + (message.contains(video.toString()) ? message : video + ": " + message));
  }

  /** The command's exit status: 0, or 1 if a video failed. */
  public int status() {
    return count == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
