package io.github.xclip4j.internal.model;

/** The three transformers of the model, by the name their outputs have in the reference's {@code XCLIPOutput}. */
public enum Encoder {
  TEXT("text_model_output"),
  VISION("vision_model_output"),
  MIT("mit_output");

  private final String outputName;

  Encoder(String outputName) {
    this.outputName = outputName;
  }

  /** The field of {@code XCLIPOutput}. */
  public String outputName() {
    return outputName;
  }
}
