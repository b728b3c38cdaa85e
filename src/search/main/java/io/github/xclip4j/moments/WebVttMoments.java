package io.github.xclip4j.moments;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Segments as the cues of a WebVTT file, which players show as chapters or subtitles; in the order of their starts. */
final class WebVttMoments implements MomentWriter {
  private final Report report;
  private final PrintWriter out;
  private final List<Segment> segments = new ArrayList<>();

  WebVttMoments(Report report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  @Override
  public void moment(Moment moment) {
    // cues are segments
  }

  @Override
  public void segment(Segment segment) {
    segments.add(segment);
  }

  @Override
  public void end() {
    segments.sort(Comparator.comparingDouble(Segment::start).thenComparingDouble(Segment::end));
    out.print("WEBVTT\n");
    for (Segment segment : segments) {
      out.print("\n" + Clock.webVtt(segment.start()) + " --> " + Clock.webVtt(segment.end()) + "\n"
          + escaped(report.label(segment)) + "\n");
    }
    out.flush();
  }

  private static String escaped(String label) {
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replaceAll("\\R", " ");
  }
}
