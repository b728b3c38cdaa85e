package io.github.xclip4j.moments;

import java.io.PrintWriter;

/** For people: a line for each segment or window. */
record TextMoments(Report report, PrintWriter out) implements MomentWriter {
  @Override
  public void moment(Moment moment) {
    if (report.rows() == Report.Rows.WINDOWS) {
      String span = Clock.text(moment.start()) + " - " + Clock.text(moment.end());
      for (int label : report.best(moment)) {
        line(span, moment.scores()[label], report.labels().get(label));
      }
      out.flush();
    }
  }

  @Override
  public void segment(Segment segment) {
    if (report.rows() == Report.Rows.SEGMENTS) {
      line(Clock.text(segment.start()) + " - " + Clock.text(segment.end()), segment.score(), report.label(segment));
      out.flush();
    }
  }

  private void line(String span, double score, String label) {
    out.println(span + "  " + report.scores().text(score) + "  " + label);
  }

  @Override
  public void end() {
    out.flush();
  }
}
