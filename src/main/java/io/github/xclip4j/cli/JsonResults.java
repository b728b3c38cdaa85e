package io.github.xclip4j.cli;

import io.github.xclip4j.Classification.Score;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An array with an object per video, each on a line of its own. */
final class JsonResults implements ResultWriter {
  private final PrintWriter out;
  private final JsonMapper json = JsonMapper.shared();
  private String before = "[\n";

  JsonResults(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(String video, int[] frames, List<Score> best) {
    ObjectNode node = json.createObjectNode().put("video", video);
    ArrayNode indices = node.putArray("frames");
    for (int frame : frames) {
      indices.add(frame);
    }
    ArrayNode labels = node.putArray("labels");
    for (Score score : best) {
      labels.addObject().put("label", score.label()).put("probability", score.probability())
          .put("logit", score.logit());
    }
    out.print(before + json.writeValueAsString(node));
    before = ",\n";
  }

  @Override
  public void close() {
    out.println(before.startsWith("[") ? "[]" : "\n]");
    out.flush();
  }
}
