package io.github.xclip4j.weights.tools;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.cli.checkpoints.PublishedCheckpoint;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.cli.options.Inputs;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.PreprocessorJson;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Checks that a checkpoint fits its config and is finite; with --golden also that every stage of the "
        + "model gives the reference's outputs. Exit code 1 if not.")
final class VerifyCommand implements Callable<Integer> {
  private static final double FLOAT_TOLERANCE = 1e-5;

  /** Of 8-bit weights and of products in bf16. */
  private static final double ROUNDED_TOLERANCE = 5e-2;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR",
      description = "A checkpoint directory, or the name of a model of the hub that was downloaded.")
  private String given;

  @Option(names = "--golden", paramLabel = "FILE",
      description = "A safetensors file of reference inputs and outputs; prints the errors per stage.")
  private @Nullable Path golden;

  @Option(names = "--tolerance", paramLabel = "X",
      description = "Largest relative L2 error of any stage. Default: 1e-5; with 8-bit weights or --precision fast 5e-2.")
  private @Nullable Double tolerance;

  @Mixin
  private BackendChoice backends;

  @Option(names = "--published",
      description = "Print the probabilities the reference publishes for the 18 checkpoints on its own clip.")
  private boolean published;

  private void checkTolerance() {
    Double limit = tolerance;
    if (limit != null && golden == null) {
      throw new ParameterException(spec.commandLine(), "--tolerance is for --golden FILE: name that, too");
    }
    if (limit != null && !(limit >= 0)) {
      throw new ParameterException(spec.commandLine(), "--tolerance is " + limit + ": it must be at least 0");
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    checkTolerance();
    if (golden == null) {
      backends.refuse("only a comparison with --golden FILE computes");
    }
    Path directory = Companions.directory(given, "DIR");
    if (golden != null) {
      Inputs.checkFile(golden, "--golden names a safetensors file of reference inputs and outputs");
    }
    Checkpoint checkpoint = Checkpoint.open(directory);
    XClipConfig config = checkpoint.config();
    boolean right = true;
    try (StoredWeights weights = WeightSources.open(directory)) {
      CheckpointCheck.exact(weights, CheckpointNames.model(config));
      out.println("shapes   " + Count.of(weights.names().size(), "tensor") + " as config.json has them");
      finite(weights);
      out.println("values   all finite");
      if (PreprocessorJson.find(directory).isPresent()) {
        checkpoint.processor().images();
        out.println("pixels   those of the preprocessing are the model's");
      }
      if (Companions.hasTokenizer(directory)) {
        checkpoint.processor().tokenizer();
        out.println("tokens   those of the tokenizer are the model's");
      }
      if (golden != null) {
        right = compare(out, config, weights, golden);
      }
    }
    if (published) {
      published(out, config);
    }
    out.flush();
    return right ? 0 : 1;
  }

  /** Refuses the first value that is no finite number. */
  static void finite(StoredWeights weights) throws WeightsException {
    for (String name : weights.names()) {
      DType dtype = weights.info(name).dtype();
      if (!dtype.isFloat()) {
        continue;
      }
      Matrix matrix = weights.matrix(name);
      float[] row = new float[matrix.cols()];
      for (int r = 0; r < matrix.rows(); r++) {
        matrix.read(r, 0, row.length, row, 0);
        for (int c = 0; c < row.length; c++) {
          if (!Float.isFinite(row[c])) {
            throw new WeightsException(weights.description() + ": " + name + " has " + row[c] + " at row " + r
                + ", column " + c + ": the checkpoint is damaged, or training diverged");
          }
        }
      }
    }
  }

  private boolean compare(PrintWriter out, XClipConfig config, StoredWeights weights, Path file) throws IOException {
    boolean int8 = isQuantized(weights);
    double limit = tolerance != null ? tolerance : int8 || backends.isFast() ? ROUNDED_TOLERANCE : FLOAT_TOLERANCE;
    List<GoldenCheck.Finding> findings;
    try (Backend backend = backends.open(); XClip model = XClip.load(Checkpoint.of(config, weights), backend)) {
      out.println("backend  " + backend.description());
      findings = GoldenCheck.run(model, given, file);
    }
    out.printf(Locale.ROOT, "%n%-42s  %-12s  %-12s%n", "stage", "relative L2", "largest");
    boolean right = true;
    for (GoldenCheck.Finding finding : findings) {
      boolean good = finding.relative() <= limit;
      out.printf(Locale.ROOT, "%-42s  %-12.3g  %-12.3g  %s%n",
          finding.stage(), finding.relative(), finding.largest(), good ? "" : "above " + limit);
      right &= good;
    }
    if (int8) {
      findings.stream().filter(finding -> finding.stage().equals("probs")).findFirst().ifPresent(finding -> out
          .printf(Locale.ROOT, "8-bit weights change a probability by at most %.4f here%n", finding.largest()));
    }
    out.println(right
        ? "verdict  right: every stage within " + limit
        : "verdict  wrong: some stages are further than " + limit + " from the reference");
    return right;
  }

  private static boolean isQuantized(StoredWeights weights) throws IOException {
    for (String name : weights.names()) {
      if (weights.info(name).dtype() == DType.I8) {
        return true;
      }
    }
    return false;
  }

  private static void published(PrintWriter out, XClipConfig config) {
    out.println();
    out.println("On the reference's clip (somebody eating spaghetti) the reference has, right to 0.001:");
    out.printf("%-51s  %s%n", "", String.join("  ", PublishedCheckpoint.REFERENCE_LABELS));
    Arrays.stream(PublishedCheckpoint.values()).forEach(each -> {
      List<Double> probabilities = each.referenceProbabilities();
      out.printf(Locale.ROOT, "%-51s  %14.4f  %16.4f  %11.4f%s%n", "microsoft/" + each.hubName(), probabilities.get(0),
          probabilities.get(1), probabilities.get(2), each.config().equals(config) ? "  has this config" : "");
    });
    out.println("Compare with: xclip4j classify CLIP --model DIR --labels \""
        + String.join(",", PublishedCheckpoint.REFERENCE_LABELS) + "\"");
  }
}
