package io.github.xclip4j.moments;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One object of the windows, each on a line of its own, and of the segments. */
final class JsonMoments implements MomentWriter {
  private final Report report;
  private final PrintWriter out;
  private final List<String> segments = new ArrayList<>();
  private String before;

  JsonMoments(Report report, PrintWriter out) {
    this.report = report;
    this.out = out;
    ObjectNode head = JsonMapper.shared().createObjectNode().put("video", report.video()).put("model", report.model())
        .put("window", report.plan().window()).put("stride", report.plan().stride())
        .put("scores", report.scores().kind().word()).put("multi_label", report.scores().isMultiLabel());
    ArrayNode labels = head.putArray("labels");
    report.labels().forEach(labels::add);
    String text = JsonMapper.shared().writeValueAsString(head);
    before = text.substring(0, text.length() - 1) + ",\n\"windows\": [\n";
  }

  static ObjectNode node(Report report, Moment moment) {
    ObjectNode node = span(moment.start(), moment.end());
    ArrayNode scores = node.putArray("scores");
    for (int label : report.best(moment)) {
      scores.addObject().put("label", report.labels().get(label)).put("score", moment.scores()[label]);
    }
    return node;
  }

  static ObjectNode node(Report report, Segment segment) {
    return span(segment.start(), segment.end()).put("label", report.label(segment)).put("score", segment.score())
        .put("peak", segment.peak());
  }

  private static ObjectNode span(double start, double end) {
    return JsonMapper.shared().createObjectNode().put("start", Clock.rounded(start)).put("end", Clock.rounded(end));
  }

  @Override
  public void moment(Moment moment) {
    out.print(before + JsonMapper.shared().writeValueAsString(node(report, moment)));
    before = ",\n";
    out.flush();
  }

  @Override
  public void segment(Segment segment) {
    segments.add(JsonMapper.shared().writeValueAsString(node(report, segment)));
  }

  @Override
  public void end() {
    out.print(
        (before.equals(",\n") ? "" : before) + "\n],\n\"segments\": [\n" + String.join(",\n", segments) + "\n]}\n");
    out.flush();
  }
}
