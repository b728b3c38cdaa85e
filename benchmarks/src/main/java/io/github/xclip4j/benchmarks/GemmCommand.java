package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Matrix products as shares of the machine's peak, beside ONNX Runtime's. */
@Command(name = "gemm", mixinStandardHelpOptions = true,
    description = "Linear layers as shares of the FMA peak that is measured in the same rounds, and of the matrix unit's "
        + "where that computes, beside ONNX Runtime's.")
final class GemmCommand implements Callable<Integer> {
  private static final String SECTION = "gemm";
  private static final String READING = "reading";

  /** At most as many as the kernels that read each weight once take. */
  private static final int FEW_ROWS = 8;
  private static final double ASKED_SHARE = 0.85;

  /** The shapes a share is asked for. */
  static final List<String> ASKED = List.of("1584x3072x768", "2064x4096x1024");

  /** The other shapes of a forward pass: base-patch32, base-patch16, large-patch14, MIT, prompts, messages. */
  private static final List<String> OTHERS = List.of(
      "392x768x3072", "408x768x768", "408x2304x768", "400x3072x768", "400x768x3072", "1584x2304x768", "1576x768x3072",
      "2064x3072x1024", "2056x1024x4096", "8x512x512", "8x768x768", "8x3072x768", "4x3072x768",
      "2x3072x768", "1x3072x768", "1x768x768");

  @Mixin
  private MeasurementOptions settings = new MeasurementOptions();

  @Option(names = "--shape", paramLabel = "MxNxK", split = ",",
      description = "Rows, outputs and inputs (default: every shape of the published models).")
  private List<String> shapes = List.of();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/benchmarks/results",
      description = "Where gemm.txt, .csv and .json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of(".");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<String> chosen = new ArrayList<>(shapes);
    if (chosen.isEmpty()) {
      chosen.addAll(ASKED);
      chosen.addAll(OTHERS);
    }
    List<Result> results = new ArrayList<>();
    for (String shape : chosen) {
      Result result = measure(settings, Gemm.Shape.parse(shape), 1);
      results.add(ASKED.contains(shape) && settings.backend().equals("simd") ? result.asking(ASKED_SHARE) : result);
      spec.commandLine().getOut().println(Report.line(results.getLast()));
      if (settings.threads() > 1) {
        results.add(measure(settings, Gemm.Shape.parse(shape), settings.threads()));
        spec.commandLine().getOut().println(Report.line(results.getLast()));
      }
    }
    new Report(Machine.description(), results).write(out, "gemm");
    spec.commandLine().getOut().println(Report.wrote(out, "gemm"));
    return 0;
  }

  /**
   * The share of the peak: the median of the rounds' ratios. Products of few rows read weights above all, and are
   * judged by reading an array of as many bytes; the others by multiplying and adding out of registers.
   */
  static Result measure(MeasurementOptions settings, Gemm.Shape shape, int threads) throws Exception {
    boolean reads = shape.m() <= FEW_ROWS;
    boolean onUnit = settings.backend().startsWith("matrix");
    try (Backend backend = Engines.open(settings.backend(), threads);
        Gemm gemm = new Gemm(shape, backend);
        Peak peak = new Peak(threads, reads ? (int) (shape.bytes() / Float.BYTES) : 0);
        OnnxPeer peer = new OnnxPeer(
            OnnxMatMul.graph(shape.m(), shape.n(), shape.k(), gemm.transposedWeight()), threads)) {
      gemm.verify(settings.backend());
      peer.input("x", gemm.input(), shape.m(), shape.k());
      double difference = Statistics.relativeL2(gemm.output(), peer.run());
      List<Rounds.Work> contestants =
          new ArrayList<>(List.of(gemm::run, reads ? peak::readAll : peak::multiplyAdd, peer::runWithoutReading));
      if (onUnit) {
        contestants.add(peak::multiplyAddOnUnit);
      }
      double[][] seconds = settings.rounds().seconds(contestants);
      double work = reads ? shape.bytes() : shape.flop();
      double most = reads ? peak.readBytes() : peak.flop();
      double share = Statistics.median(Statistics.quotients(seconds[1], seconds[0])) * work / most;
      String unit = reads ? "GB/s" : "GFLOP/s";
      Result result = Result
          .of(reads ? READING : SECTION,
              shape + (onUnit ? " (" + settings.backend() + "), " : ", ") + MeasurementOptions.threads(threads)
                  + (reads ? ": share of the rate of reading" : ": share of the FMA peak"),
              share, "of peak")
          .with(unit, 1e-9 * work / Statistics.median(seconds[0]))
          .with("peak " + unit, 1e-9 * most / Statistics.median(seconds[1]))
          .with("ONNX Runtime " + unit, 1e-9 * work / Statistics.median(seconds[2]))
          .with("ours over ONNX Runtime", Statistics.median(Statistics.quotients(seconds[2], seconds[0])))
          .with("difference", difference);
      return !onUnit ? result : result
          .with("of unit's peak", Statistics.median(Statistics.quotients(seconds[3], seconds[0])) * shape.flop()
              / peak.unitFlop())
          .with("unit's peak GFLOP/s", 1e-9 * peak.unitFlop() / Statistics.median(seconds[3]));
    }
  }
}
