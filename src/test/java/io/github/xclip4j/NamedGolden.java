package io.github.xclip4j;

import static io.github.xclip4j.SharedData.shared;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import java.io.IOException;
import java.util.EnumSet;

/** Full-size models with procedural weights against their reference outputs. */
public final class NamedGolden {
  private NamedGolden() {}

  /**
   * Runs the reference's inputs and compares every stage.
   *
   * @param videos how many of the reference's videos to run, from the first on
   */
  public static void check(String name, int videos, Backend backend) throws IOException {
    XClipConfig config = ConfigJson.read(shared("golden/named/" + name + ".config.json"));
    VisionConfig vision = config.vision();
    int side = vision.imageSize();
    try (Golden golden = new Golden(shared("golden/named/" + name + ".golden.safetensors"));
        ProceduralWeights weights = new ProceduralWeights(config);
        XClip model = XClip.load(Checkpoint.of(config, weights), backend);
        Session session = model.session()) {
      float[] pixels =
          ProceduralWeights.uniform("pixel_values", 2, videos * vision.numFrames() * 3 * side * side);
      XClipOutput output = session.forward(golden.tokens(),
          VideoBatch.of(FloatArray.of(pixels, videos, vision.numFrames(), 3, side, side)),
          EnumSet.noneOf(Detail.class));
      golden.check(output, Golden.float32Errors(shared("golden/named/hf_float32_error.json"), name));
    }
  }
}
