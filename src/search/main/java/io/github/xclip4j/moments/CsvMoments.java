package io.github.xclip4j.moments;

import io.github.xclip4j.cli.options.Csv;
import java.io.PrintWriter;

/** A record for each segment, or for each window and label, after a header. */
final class CsvMoments implements MomentWriter {
  private final Report report;
  private final PrintWriter out;

  CsvMoments(Report report, PrintWriter out) {
    this.report = report;
    this.out = out;
    String score = report.scores().kind().word();
    out.println(report.rows() == Report.Rows.SEGMENTS ? "start,end,label," + score + ",peak"
        : "start,end,rank,label," + score);
  }

  @Override
  public void moment(Moment moment) {
    if (report.rows() == Report.Rows.WINDOWS) {
      int rank = 1;
      for (int label : report.best(moment)) {
        out.println(span(moment.start(), moment.end()) + rank++ + "," + Csv.quote(report.labels().get(label)) + ","
            + moment.scores()[label]);
      }
      out.flush();
    }
  }

  @Override
  public void segment(Segment segment) {
    if (report.rows() == Report.Rows.SEGMENTS) {
      out.println(span(segment.start(), segment.end()) + Csv.quote(report.label(segment)) + "," + segment.score() + ","
          + segment.peak());
      out.flush();
    }
  }

  private static String span(double start, double end) {
    return Clock.rounded(start) + "," + Clock.rounded(end) + ",";
  }

  @Override
  public void end() {
    out.flush();
  }
}
