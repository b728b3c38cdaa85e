package io.github.xclip4j.moments;

import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.cli.OutputClosedException;
import io.github.xclip4j.cli.features.LabelScores;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.LabelOptions;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.ScoreOptions;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A video played with a model from the command line.
 *
 * @param batch windows that are computed together
 */
record Playback(CommandSpec spec, WindowOptions windows, ScoreOptions scores, LabelOptions labels,
    TruncateOption truncate, WindowReader.Pace pace, int batch) {
  /** Makes the outputs once it is known what is reported. */
  interface Outputs {
    MomentOutputs open(Report report) throws IOException;
  }

  /** Plays it to its end. */
  void play(OpenModel open, Video video, List<String> names, Report.Rows rows, Outputs outputs) throws IOException {
    open.processor().images();
    List<String> background = scores.background(open, names);
    Labels encoded = labels.encode(open, names, background, truncate);
    LabelScores scoring = scores.scores(open, encoded, names.size());
    Session session = open.session();
    WindowPlan plan = windows.plan(open.model().config().vision().numFrames());
    Report report =
        new Report(video.description(), open.files().name(), names, plan, scores, windows.top(), rows);
    try (MomentOutputs writers = outputs.open(report)) {
      Timeline.play(video, open.model(), session, encoded, scoring::of,
          new Timeline.Settings(plan, windows.smooth(), windows.rule(scores), batch, pace), watched(writers));
      writers.end();
    } finally {
      OpenModel.show(video.notes(), spec);
    }
  }

  /** Ends when the output is closed or the command interrupted; says what was skipped. */
  private Timeline.Listener watched(MomentOutputs writers) {
    return new Timeline.Listener() {
      @Override
      public void moment(Moment moment) throws IOException {
        writers.moment(moment);
        OutputClosedException.check(spec.commandLine().getOut());
        Interruption.check();
      }

      @Override
      public void segment(Segment segment) throws IOException {
        writers.segment(segment);
      }

      @Override
      public void skipped(WindowReader.Skipped skipped) throws IOException {
        writers.skipped(skipped);
        spec.commandLine().getErr().println("note: skipped " + skipped.windows()
            + (skipped.windows() == 1 ? " window, " : " windows, ") + Clock.text(skipped.from()) + " to "
            + Clock.text(skipped.to()) + ": the model is slower than the video; a longer --stride gives it more time");
      }
    };
  }
}
