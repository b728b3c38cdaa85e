package io.github.xclip4j.weights.tools;

import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;

/**
 * Floating-point operations of a model, two per multiply-and-add of its matrix products, as the engine computes them:
 * norms, activations and softmax, some percent, are not counted.
 */
final class Cost {
  private Cost() {}

  /** Of encoding one video: frame tower, MIT and the prompts' visual half. */
  static long video(XClipConfig config) {
    VisionConfig vision = config.vision();
    long width = vision.hiddenSize();
    long frames = vision.numFrames();
    long tokens = vision.patches() + 1L;
    long patches = vision.patches() * width * vision.numChannels() * vision.patchSize() * vision.patchSize();
    long message = width * width + attention(width, 1, frames);
    long layer = message + attention(width, tokens + 1, tokens + 1) + 2 * tokens * width * vision.intermediateSize();
    long tower = frames * (patches + vision.numHiddenLayers() * layer + width * config.projectionDim());
    long joint = config.projectionDim();
    long mit = vision.mitNumHiddenLayers()
        * (attention(joint, frames, frames) + 2 * frames * joint * vision.mitIntermediateSize());
    long prompts = vision.patches() * width * joint + config.promptLayers() * 2L * vision.patches() * joint * joint;
    return 2 * (tower + mit + prompts);
  }

  /** Encoding one label of the given number of tokens, once per label set. */
  static long label(XClipConfig config, int tokens) {
    TextConfig text = config.text();
    long width = text.hiddenSize();
    long layer = attention(width, tokens, tokens) + 2L * tokens * width * text.intermediateSize();
    return 2 * (text.numHiddenLayers() * layer + width * config.projectionDim());
  }

  /** Of comparing one video with one encoded label: the prompt generator's textual half. */
  static long pair(XClipConfig config) {
    long joint = config.projectionDim();
    long layer = 2 * joint * joint + 2 * joint * config.vision().patches() + 2 * joint * 4 * joint;
    return 2 * (config.promptLayers() * layer + joint);
  }

  /** Multiply-and-adds of q, k, v and output projection and both products, for queries over keys. */
  private static long attention(long width, long queries, long keys) {
    return 4 * queries * width * width + 2 * queries * keys * width;
  }
}
