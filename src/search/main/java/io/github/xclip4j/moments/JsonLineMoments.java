package io.github.xclip4j.moments;

import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An object on a line for each window, each segment, and windows that were skipped, as they come. */
record JsonLineMoments(Report report, PrintWriter out) implements MomentWriter {
  @Override
  public void moment(Moment moment) {
    line("window", JsonMoments.node(report, moment));
  }

  @Override
  public void segment(Segment segment) {
    line("segment", JsonMoments.node(report, segment));
  }

  @Override
  public void skipped(WindowReader.Skipped windows) {
    line("skipped", JsonMapper.shared().createObjectNode().put("start", Clock.rounded(windows.from()))
        .put("end", Clock.rounded(windows.to())).put("windows", windows.windows()));
  }

  private void line(String kind, ObjectNode content) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.set(kind, content);
    out.println(JsonMapper.shared().writeValueAsString(node));
    out.flush();
  }

  @Override
  public void end() {
    out.flush();
  }
}
