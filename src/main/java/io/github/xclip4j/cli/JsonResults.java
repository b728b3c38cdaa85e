package io.github.xclip4j.cli;

import io.github.xclip4j.cli.options.ScoreOptions;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An array with an object per video, each on a line of its own. */
final class JsonResults implements ResultWriter {
  private final PrintWriter out;
  private final ScoreOptions scores;
  private final JsonMapper json = JsonMapper.shared();
  private String before = "[\n";

  JsonResults(PrintWriter out, ScoreOptions scores) {
    this.out = out;
    this.scores = scores;
  }

  @Override
  public void write(String video, int[] frames, List<LabelScore> best) {
    ObjectNode node = json.createObjectNode().put("video", video);
    ArrayNode indices = node.putArray("frames");
    for (int frame : frames) {
      indices.add(frame);
    }
    ArrayNode labels = node.putArray("labels");
    for (LabelScore score : best) {
      ObjectNode label = labels.addObject().put("label", score.label());
      if (scores.kind() != ScoreOptions.Kind.LOGIT) {
        label.put(scores.kind().word(), score.score());
      }
      score.logit().ifPresent(logit -> label.put("logit", (float) logit));
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
