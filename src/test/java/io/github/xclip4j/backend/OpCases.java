package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Adjoints.Attended;
import io.github.xclip4j.backend.Adjoints.Transposed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Every operation as an {@link OpCase}, and the sizes in which backends are held to it: around every lane count, with
 * ragged edges. Inputs are signed values of up to 3, seeded; tolerances count roundings.
 */
public final class OpCases {
  private static final float EPSILON = 1e-5f;

  private OpCases() {}

  /** Which attention masks there are. */
  enum Masked {
    NONE, CAUSAL, CAUSAL_WITH_PADDING
  }

  /** Where the groups of a product go. */
  enum Groups {
    EACH, SUMMED, REPEATED
  }

  /**
   * The case that a text names, for benchmarks: {@code linear:groups:rows:inputs:outputs}, {@code norm:rows:cols},
   * {@code attention:groups:queries:keys:width:heads}, {@code patches:frames:side:patchSize}, {@code activate:rows:cols}
   * of quick-GELU, {@code adamw:rows:cols}; with {@code adjoint:} before it the adjoint of one of these.
   */
  public static OpCase named(String spec) {
    if (spec.startsWith("adjoint:")) {
      return named(spec.substring("adjoint:".length())).adjoint();
    }
    String[] words = spec.split(":");
    int[] n = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
    return switch (words[0]) {
      case "linear" -> linear(n[0], n[1], n[2], n[3], Activation.NONE);
      case "norm" -> layerNorm(1, n[0], n[1], 0);
      case "attention" -> attention(n[0], n[1], n[2], n[4], n[3] / n[4], Masked.NONE);
      case "patches" -> patches(n[0], 3, n[1], n[1], n[2]);
      case "activate" -> activate(1, n[0], n[1], Activation.QUICK_GELU);
      case "adamw" -> adamw(n[0], n[1]);
      default -> throw new IllegalArgumentException("there is no operation \"" + words[0] + "\" in \"" + spec + "\"");
    };
  }

  /** What every backend is held to, of {@link Ops}. */
  static Stream<OpCase> operations() {
    return Stream.of(linears(), attentions(), rows(), places()).flatMap(each -> each);
  }

  /** What every backend that can train is held to, of {@link Adjoints}. */
  static Stream<OpCase> adjoints() {
    return Stream.of(operations().filter(OpCase::isDifferentiable).map(OpCase::adjoint),
        Stream.of(attentionOfProducts(2, 17, 17, 4, 16), attentionOfProducts(3, 5, 33, 2, 9)).map(OpCase::adjoint),
        ofTraining()).flatMap(each -> each);
  }

  /** Operations in sizes and values that a difference of nearby values says enough about. */
  static Stream<OpCase> differentiable() {
    return Stream.of(Stream.of(linear(2, 3, 5, 4, Activation.NONE), linear(1, 7, 33, 18, Activation.NONE)),
        sizes("1,3,12", "2,5,33").map(n -> layerNorm(n[0], n[1], n[2], 0)),
        Arrays.stream(Activation.values()).map(each -> activate(2, 3, 19, each)),
        Arrays.stream(Masked.values()).map(mask -> attention(2, 6, 6, 3, 5, mask)),
        Stream.of(attention(2, 1, 7, 2, 4, Masked.NONE), repeatedQueries(3, 4, 5, 2, 6),
            attentionOfProducts(2, 4, 5, 3, 6), normalize(2, 3, 17),
            copy(2, 3, 5), copyRepeated(3, 4, 5), add(2, 3, 5), addRepeated(3, 4, 5), addScaled(2, 3, 5),
            mean(2, 3, 5), meanGroups(6, 2, 3, 5), lookup(9, 7, 4, 0, 4, 8), scores(2, 3, 12), scoresRepeated(3, 4, 7)))
        .flatMap(each -> each);
  }

  /** Adjoints in sizes of many tasks, and of several blocks along every sum. */
  static Stream<OpCase> large() {
    return Stream.of(linear(30, 70, 100, 90, Activation.NONE), linear(2, 300, 60, 2100, Activation.NONE),
        layerNorm(9, 77, 200, 0), activate(9, 77, 200, Activation.GELU), normalize(9, 77, 200),
        attention(6, 50, 50, 4, 16, Masked.NONE), repeatedQueries(6, 50, 70, 4, 16), scores(20, 300, 64),
        addScaled(9, 77, 200)).map(OpCase::adjoint);
  }

  private static Stream<OpCase> linears() {
    return Stream.of(
        sizes("1,1,1,1", "1,1,7,3", "2,3,5,4", "1,4,16,16", "1,5,17,15", "3,6,31,33", "1,7,64,48", "1,8,63,65",
            "1,13,40,90", "2,17,96,192", "1,50,128,64", "1,33,129,131", "1,2,300,17", "4,1,96,96", "1,12,1100,50",
            "1,97,36,144", "1,1,1100,300", "1,2,1030,171").flatMap(
                n -> Stream.concat(Arrays.stream(Activation.values()).map(each -> linear(n[0], n[1], n[2], n[3], each)),
                    Stream.of(linearWithoutBias(n[0], n[1], n[2], n[3])))),
        sizes("1,1,1,1", "2,3,5,4", "1,6,31,33", "1,8,64,65", "2,17,96,97", "4,1,96,96", "1,40,1030,31", "1,1,64,300",
            "1,2,64,171").map(n -> linearAdd(n[0], n[1], n[2], n[3])))
        .flatMap(each -> each);
  }

  private static Stream<OpCase> attentions() {
    return Stream.of(
        sizes("1,1,1,1,1", "1,2,3,1,4", "2,5,5,2,3", "1,7,9,3,12", "2,17,17,4,16", "1,18,18,4,24", "3,8,8,2,64",
            "1,51,51,2,64", "1,4,70,1,80", "2,1,33,5,8", "1,130,130,1,6", "1,3,252,1,8", "1,3,253,2,8", "2,40,577,1,36")
            .flatMap(n -> Stream.of(attention(n[0], n[1], n[2], n[3], n[4], Masked.NONE),
                attentionWeights(n[0], n[1], n[2], n[3], n[4], Masked.NONE))),
        sizes("1,1,1,4", "2,5,2,3", "3,11,4,16", "1,32,2,8", "2,77,2,64", "1,33,1,10", "2,300,1,8")
            .flatMap(n -> Stream.of(Masked.CAUSAL, Masked.CAUSAL_WITH_PADDING)
                .flatMap(mask -> Stream.of(attention(n[0], n[1], n[1], n[2], n[3], mask),
                    attentionWeights(n[0], n[1], n[1], n[2], n[3], mask)))),
        Stream.of(repeatedQueries(3, 7, 9, 2, 12), repeatedQueries(2, 33, 5, 1, 18)))
        .flatMap(each -> each);
  }

  private static Stream<OpCase> rows() {
    return Stream.of(
        sizes("1,1,1", "1,3,2", "2,5,7", "3,2,16", "1,4,33", "2,3,96", "1,9,130", "1,2,768")
            .flatMap(n -> Stream.of(layerNorm(n[0], n[1], n[2], 0), layerNorm(n[0], n[1], n[2], 1000))),
        sizes("1,1,1", "2,3,5", "3,7,16", "2,9,33", "1,4,100").flatMap(n -> Stream.of(copy(n[0], n[1], n[2]),
            copyRepeated(n[0], n[1], n[2]), add(n[0], n[1], n[2]), addRepeated(n[0], n[1], n[2]),
            addScaled(n[0], n[1], n[2]), mean(n[0], n[1], n[2]), meanGroups(n[0], 1, n[1], n[2]),
            normalize(n[0], n[1], n[2]))),
        Stream.of(meanGroups(12, 3, 5, 19)),
        sizes("1,1,1", "2,3,5", "3,12,64", "1,33,36").map(n -> scores(n[0], n[1], n[2])),
        Stream.of(scoresRepeated(3, 5, 19)))
        .flatMap(each -> each);
  }

  private static Stream<OpCase> places() {
    return Stream.concat(
        sizes("1,3,8,8,4", "2,3,32,32,8", "3,3,42,42,14", "1,1,5,7,2", "2,3,9,9,3", "1,3,17,17,16")
            .map(n -> patches(n[0], n[1], n[2], n[3], n[4])),
        Stream.of(lookup(40, 37, 39, 0, 7, 7, 21), lookup(3, 5)));
  }

  private static Stream<OpCase> ofTraining() {
    return Stream.of(
        sizes("1,1,1,1", "2,3,5,4", "1,12,32,16", "3,13,33,17", "2,17,31,200", "1,48,64,1100", "5,1,130,3", "1,2,70,40",
            "7,50,20,24", "1,1,0,3")
            .flatMap(n -> Arrays.stream(Transposed.values()).flatMap(transposed -> Arrays.stream(Groups.values())
                .map(groups -> productAdd(n[0], n[1], n[2], n[3], transposed, groups)))),
        sizes("1,1,1", "2,3,5", "3,7,16", "2,9,33", "1,4,100", "40,51,19")
            .flatMap(n -> Stream.of(clear(n[0], n[1], n[2]), scale(n[0], n[1], n[2]), sumOfGroups(n[0], n[1], n[2]),
                sumOfRows(n[0], n[1], n[2]), dotAdd(n[0], n[1], n[2]), columnDotsAdd(n[0], n[1], n[2]),
                softmaxAdjoint(n[0], n[1], n[2]), adamw(n[1], n[2]))),
        sizes("1,1,1", "2,3,5", "3,7,16", "2,9,33").flatMap(n -> Arrays.stream(Activation.values())
            .map(each -> activate(n[0], n[1], n[2], each)).flatMap(each -> Stream.of(each, each.adjoint()))),
        Stream.of(packFused(3, 5, 7), packFused(16, 33, 12), packTransposed(5, 7), packTransposed(40, 33)))
        .flatMap(each -> each);
  }

  private static Stream<int[]> sizes(String... texts) {
    return Arrays.stream(texts).map(text -> Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
  }

  /** Of a sum of products of values of up to 3: the root of a bound on the sum of their squares, times their rounding. */
  private static double sums(double roundoff, int terms) {
    return roundoff * (8 + 2 * Math.sqrt(terms)) * Math.sqrt(1 + 3.0 * terms) * 9;
  }

  static OpCase linear(int groups, int rows, int inputs, int outputs, Activation activation) {
    OpCase operation =
        linear(OpCase.of("linear", groups, rows, inputs, outputs, activation), groups, rows, inputs, outputs)
            .host("bias", Stack.random(4, 1, 1, outputs))
            .result("out", groups, rows, outputs)
            .work(t -> t.ops().linear(t.get("out"), t.get("x"), t.layer("weight", "bias"), activation));
    return activation != Activation.NONE ? operation : operation.backwards(t -> {
      linearAdjoint(t);
      t.adjoints().sumAdd(t.d("bias"), t.d("out"));
    }, "x", "weight", "bias");
  }

  private static OpCase linearWithoutBias(int groups, int rows, int inputs, int outputs) {
    return linear(OpCase.of("linear without bias", groups, rows, inputs, outputs), groups, rows, inputs, outputs)
        .result("out", groups, rows, outputs)
        .work(t -> t.ops().linear(t.get("out"), t.get("x"), t.layer("weight", "bias"), Activation.NONE));
  }

  private static OpCase linearAdd(int groups, int rows, int inputs, int outputs) {
    return linear(OpCase.of("linearAdd", groups, rows, inputs, outputs), groups, rows, inputs, outputs)
        .host("bias", Stack.random(4, 1, 1, outputs))
        .result("out", Stack.random(2, groups, rows, outputs))
        .work(t -> t.ops().linearAdd(t.get("out"), t.get("x"), t.layer("weight", "bias")));
  }

  private static OpCase linear(OpCase named, int groups, int rows, int inputs, int outputs) {
    return named.input("x", Stack.random(1, groups, rows, inputs))
        .host("weight", Stack.random(3, 1, outputs, inputs))
        .tolerance(u -> sums(u, inputs))
        .adjointTolerance(u -> sums(u, Math.max(outputs, groups * rows)))
        .flop(2.0 * groups * rows * inputs * outputs);
  }

  private static void linearAdjoint(OpCase.Run t) {
    Tensor dOut = t.d("out");
    t.adjoints().productAdd(t.d("x"), dOut, t.get("weight").repeat(dOut.groups()), Transposed.NEITHER);
    t.adjoints().productAdd(t.d("weight"), dOut, t.get("x"), Transposed.LEFT);
  }

  private static OpCase productAdd(int groups, int m, int n, int k, Transposed transposed, Groups into) {
    Stack a = transposed == Transposed.LEFT ? Stack.random(1, groups, k, m) : Stack.random(1, groups, m, k);
    int rows = transposed == Transposed.RIGHT ? n : k;
    OpCase operation = OpCase.of("productAdd", groups, m, n, k, transposed, into).input("a", a);
    if (into == Groups.REPEATED) {
      operation.repeated("b", Stack.random(2, 1, rows, n + k - rows), groups);
    } else {
      operation.input("b", Stack.random(2, groups, rows, n + k - rows));
    }
    return operation.result("out", Stack.random(3, into == Groups.SUMMED ? 1 : groups, m, n))
        .work(t -> t.adjoints().productAdd(t.get("out"), t.get("a"), t.get("b"), transposed))
        .tolerance(u -> sums(u, k * groups))
        .flop(2.0 * groups * m * n * k);
  }

  /** @param offset of the values, which leaves that much less of them after rounding */
  static OpCase layerNorm(int groups, int rows, int cols, int offset) {
    Stack x = Stack.random(5, groups, rows, cols).shifted(offset);
    // A single column has no deviation but that of rounding, which a large offset makes as large as any.
    boolean undefined = cols == 1 && offset != 0;
    double inverse = largestInverse(x, true);
    return OpCase.of("layerNorm", groups, rows, cols, offset)
        .input("x", x)
        .constant("gamma", Stack.random(6, 1, 1, cols))
        .constant("beta", Stack.random(7, 1, 1, cols))
        .result("out", groups, rows, cols)
        .inPlace("out", "x")
        .work(t -> t.ops().layerNorm(t.get("out"), t.get("x"), t.get("gamma"), t.get("beta"), EPSILON))
        .backwards(t -> {
          t.adjoints().normalizedDotsAdd(t.d("gamma"), t.get("x"), t.d("out"), EPSILON);
          t.adjoints().sumAdd(t.d("beta"), t.d("out"));
          t.adjoints().layerNormAdjoint(t.d("x"), t.get("x"), t.d("out"), t.get("gamma"), EPSILON);
        }, "x", "gamma", "beta")
        // The input's own rounding, seen from a deviation of about one, and a few roundings of the result.
        .tolerance(u -> undefined ? 1e6 : u * (16 + 4 * offset) * 16)
        // Of g, x̂ and their means, of values up to 9 and √cols; a mean's error counts in units of the deviation.
        .adjointTolerance(u -> undefined ? 1e9
            : u * (16 + 2 * Math.sqrt(cols) + 4 * offset * inverse) * 27 * inverse * Math.sqrt(groups * rows))
        .flop(7.0 * groups * rows * cols);
  }

  /** The reciprocal of the smallest deviation, or length, of a row; at least 1. */
  private static double largestInverse(Stack x, boolean centred) {
    double most = 1;
    for (int row = 0; row < x.groups * x.rows; row++) {
      double mean = 0;
      for (int c = 0; centred && c < x.cols; c++) {
        mean += x.values[row * x.cols + c] / (double) x.cols;
      }
      double squares = 0;
      for (int c = 0; c < x.cols; c++) {
        squares += Math.pow(x.values[row * x.cols + c] - mean, 2);
      }
      most = Math.max(most, 1 / Math.sqrt(centred ? squares / x.cols + EPSILON : squares));
    }
    return most;
  }

  static OpCase attention(int groups, int queries, int keys, int heads, int headSize, Masked masked) {
    return attention(OpCase.of("attention", groups, queries, keys, heads, headSize, masked), groups, queries, keys,
        headSize, heads, masked)
        .input("q", queries(groups, queries, heads, headSize));
  }

  /** The adjoint of attention from products and softmax, as a backend without one of its own can compute it. */
  static OpCase attentionOfProducts(int groups, int queries, int keys, int heads, int headSize) {
    OpCase operation = attention(groups, queries, keys, heads, headSize, Masked.NONE);
    return operation.named(operation.toString().replace("attention", "attention of products")).backwards(t -> {
      Tensor weights = t.scratch("weights", groups, heads * queries, keys);
      Tensor gradients = t.scratch("gradients of weights", groups, heads * queries, keys);
      t.ops().attentionWeights(weights, t.get("q"), t.get("k"), heads, Mask.NONE);
      t.adjoints().clear(gradients);
      for (int head = 0; head < heads; head++) {
        int first = head * headSize;
        Tensor p = weights.slice(head * queries, queries);
        Tensor dP = gradients.slice(head * queries, queries);
        Tensor dOut = t.d("out").columns(first, headSize);
        t.adjoints().productAdd(t.d("v").columns(first, headSize), p, dOut, Transposed.LEFT);
        t.adjoints().productAdd(dP, dOut, t.get("v").columns(first, headSize), Transposed.RIGHT);
        t.adjoints().softmaxAdjoint(dP, p, dP);
        t.adjoints().productAdd(t.d("q").columns(first, headSize), dP, t.get("k").columns(first, headSize),
            Transposed.NEITHER);
        t.adjoints().productAdd(t.d("k").columns(first, headSize), dP, t.get("q").columns(first, headSize),
            Transposed.LEFT);
      }
    }, "q", "k", "v");
  }

  /** With queries that all groups share. */
  static OpCase repeatedQueries(int groups, int queries, int keys, int heads, int headSize) {
    return attention(OpCase.of("attention of repeated queries", groups, queries, keys, heads, headSize), groups,
        queries,
        keys, headSize, heads, Masked.NONE)
        .repeated("q", queries(1, queries, heads, headSize), groups);
  }

  private static Stack queries(int groups, int queries, int heads, int headSize) {
    return Stack.random(8, groups, queries, heads * headSize).scaled((float) (1 / Math.sqrt(headSize)));
  }

  private static OpCase attention(OpCase named, int groups, int queries, int keys, int headSize, int heads,
      Masked masked) {
    int width = heads * headSize;
    // Scores of up to about 3·√headSize summed over headSize products; their absolute error is the relative one of the
    // weights, which then average values of up to 3.
    double weights = 8 + 3 * Math.sqrt(headSize) * Math.sqrt(headSize) + Math.sqrt(keys);
    return visible(named, groups, keys, masked)
        .input("k", Stack.random(9, groups, keys, width))
        .input("v", Stack.random(10, groups, keys, width))
        .result("out", groups, queries, width)
        .work(t -> t.ops().attention(t.get("out"), t.get("q"), t.get("k"), t.get("v"), heads, mask(t, masked)))
        .backwards(t -> t.adjoints().attentionAdjoint(new Attended(t.d("q"), t.d("k"), t.d("v")),
            new Attended(t.get("q"), t.get("k"), t.get("v")), t.d("out"), heads, mask(t, masked)), "q", "k", "v")
        .tolerance(u -> u * 3 * weights)
        // A gradient of weights is a sum of headSize products, of about 4·√headSize; it is averaged over keys, and the
        // gradients of keys and values over queries, whose weights of one key add up to queries/keys.
        .adjointTolerance(u -> u * weights * (3 + 4 * Math.sqrt(headSize)) * 3
            * Math.sqrt((1 + (double) queries / keys) * groups))
        .flop(4.0 * groups * queries * keys * width);
  }

  private static OpCase attentionWeights(int groups, int queries, int keys, int heads, int headSize, Masked masked) {
    double weights = 8 + 3 * Math.sqrt(headSize) * Math.sqrt(headSize) + Math.sqrt(keys);
    return visible(OpCase.of("attentionWeights", groups, queries, keys, heads, headSize, masked), groups, keys, masked)
        .input("q", queries(groups, queries, heads, headSize))
        .input("k", Stack.random(9, groups, keys, heads * headSize))
        .result("out", groups, heads * queries, keys)
        .work(t -> t.ops().attentionWeights(t.get("out"), t.get("q"), t.get("k"), heads, mask(t, masked)))
        .tolerance(u -> u * 3 * weights);
  }

  /** Padding in a third of the keys, the first of a group perhaps among them. */
  private static OpCase visible(OpCase named, int groups, int keys, Masked masked) {
    if (masked != Masked.CAUSAL_WITH_PADDING) {
      return named;
    }
    Random random = new Random(14);
    Stack visible = new Stack(groups, 1, keys, new float[groups * keys]);
    for (int i = 0; i < visible.values.length; i++) {
      visible.values[i] = random.nextInt(3) == 0 ? 0 : 1;
    }
    return named.input("visible", visible);
  }

  private static Mask mask(OpCase.Run t, Masked masked) {
    return switch (masked) {
      case NONE -> Mask.NONE;
      case CAUSAL -> Mask.CAUSAL;
      case CAUSAL_WITH_PADDING -> new Mask(true, Optional.of(t.get("visible")));
    };
  }

  private static OpCase softmaxAdjoint(int groups, int rows, int cols) {
    return OpCase.of("softmaxAdjoint", groups, rows, cols)
        .input("p", Stack.random(11, groups, rows, cols))
        .input("dP", Stack.random(12, groups, rows, cols))
        .result("dScores", Stack.random(13, groups, rows, cols))
        .inPlace("dScores", "dP")
        .work(t -> t.adjoints().softmaxAdjoint(t.get("dScores"), t.get("p"), t.get("dP")))
        .tolerance(u -> 4 * sums(u, cols));
  }

  static OpCase activate(int groups, int rows, int cols, Activation activation) {
    // Away from zero, where some functions have a corner; up to 9, where all have reached their limits.
    Stack x = Stack.random(16, groups, rows, cols).map(value -> Math.copySign(0.5 + Math.abs(value) * 3, value));
    return OpCase.of("activate", groups, rows, cols, activation)
        .input("x", x)
        .result("out", groups, rows, cols)
        .inPlace("out", "x")
        .work(t -> t.adjoints().activate(t.get("out"), t.get("x"), activation))
        .backwards(t -> t.adjoints().activateAdjoint(t.d("x"), t.get("x"), t.d("out"), activation), "x")
        .tolerance(u -> u * 16)
        .adjointTolerance(u -> u * 16 * 3 * 10);
  }

  static OpCase copy(int groups, int rows, int cols) {
    return combination(OpCase.of("copy", groups, rows, cols).input("x", Stack.random(20, groups, rows, cols))
        .result("out", groups, rows, cols), groups)
        .work(t -> t.ops().copy(t.get("out"), t.get("x")))
        .backwards(t -> t.ops().add(t.d("x"), t.d("out")), "x");
  }

  static OpCase copyRepeated(int groups, int rows, int cols) {
    return combination(OpCase.of("copy repeated", groups, rows, cols)
        .repeated("x", Stack.random(20, 1, rows, cols), groups).result("out", groups, rows, cols), groups)
        .work(t -> t.ops().copy(t.get("out"), t.get("x")))
        .backwards(t -> t.adjoints().sumAdd(t.d("x"), t.d("out")), "x");
  }

  static OpCase add(int groups, int rows, int cols) {
    return combination(OpCase.of("add", groups, rows, cols).input("x", Stack.random(21, groups, rows, cols))
        .result("out", Stack.random(20, groups, rows, cols)), groups)
        .work(t -> t.ops().add(t.get("out"), t.get("x")))
        .backwards(t -> t.ops().add(t.d("x"), t.d("out")), "x");
  }

  static OpCase addRepeated(int groups, int rows, int cols) {
    return combination(OpCase.of("add repeated", groups, rows, cols)
        .repeated("x", Stack.random(22, 1, rows, cols), groups)
        .result("out", Stack.random(20, groups, rows, cols)), groups)
        .work(t -> t.ops().add(t.get("out"), t.get("x")))
        .backwards(t -> t.adjoints().sumAdd(t.d("x"), t.d("out")), "x");
  }

  static OpCase addScaled(int groups, int rows, int cols) {
    return combination(OpCase.of("addScaled", groups, rows, cols).input("x", Stack.random(21, groups, rows, cols))
        .constant("scale", Stack.random(23, 1, 1, cols)).result("out", Stack.random(20, groups, rows, cols)), groups)
        .work(t -> t.ops().addScaled(t.get("out"), t.get("x"), t.get("scale")))
        .backwards(t -> {
          t.ops().addScaled(t.d("x"), t.d("out"), t.get("scale"));
          t.adjoints().columnDotsAdd(t.d("scale"), t.get("x"), t.d("out"));
        }, "x", "scale")
        .adjointTolerance(u -> sums(u, groups * rows));
  }

  static OpCase mean(int groups, int rows, int cols) {
    return combination(OpCase.of("mean", groups, rows, cols).input("x", Stack.random(20, groups, rows, cols))
        .result("out", groups, 1, cols), groups)
        .work(t -> t.ops().mean(t.get("out"), t.get("x")))
        .backwards(t -> t.adjoints().meanAdjoint(t.d("x"), t.d("out")), "x");
  }

  static OpCase meanGroups(int groups, int into, int rows, int cols) {
    return combination(OpCase.of("meanGroups", groups, into, rows, cols)
        .input("x", Stack.random(24, groups, rows, cols)).result("out", into, rows, cols), groups)
        .work(t -> t.ops().meanGroups(t.get("out"), t.get("x")))
        .backwards(t -> t.adjoints().meanGroupsAdjoint(t.d("x"), t.d("out")), "x");
  }

  private static OpCase combination(OpCase named, int groups) {
    return named.tolerance(u -> u * 32).adjointTolerance(u -> u * (32 + groups));
  }

  static OpCase normalize(int groups, int rows, int cols) {
    Stack x = Stack.random(20, groups, rows, cols);
    double inverse = largestInverse(x, false);
    return OpCase.of("normalize", groups, rows, cols)
        .input("x", x)
        .result("out", groups, rows, cols)
        .inPlace("out", "x")
        .work(t -> t.ops().normalize(t.get("out"), t.get("x")))
        .backwards(t -> t.adjoints().normalizeAdjoint(t.d("x"), t.get("x"), t.d("out")), "x")
        .tolerance(u -> u * 32)
        .adjointTolerance(u -> u * (16 + 2 * Math.sqrt(cols)) * 9 * inverse);
  }

  static OpCase scores(int videos, int labels, int cols) {
    return scores(OpCase.of("scores", videos, labels, cols), videos, labels, cols)
        .input("text", Stack.random(27, videos, labels, cols));
  }

  static OpCase scoresRepeated(int videos, int labels, int cols) {
    return scores(OpCase.of("scores of repeated texts", videos, labels, cols), videos, labels, cols)
        .repeated("text", Stack.random(27, 1, labels, cols), videos);
  }

  private static OpCase scores(OpCase named, int videos, int labels, int cols) {
    return named.input("video", Stack.random(26, videos, 1, cols))
        .constant("logitScale", Stack.single(Math.log(100)))
        .result("out", videos, 1, labels)
        .work(t -> t.ops().scores(t.get("out"), t.get("video"), t.get("text"), t.get("logitScale")))
        .backwards(t -> {
          Tensor out = t.scratch("scores", videos, 1, labels);
          t.ops().scores(out, t.get("video"), t.get("text"), t.get("logitScale"));
          t.adjoints().dotAdd(t.d("logitScale"), t.d("out"), out);
          t.adjoints().scoresAdjoint(t.d("video"), t.d("text"), t.d("out"), t.get("video"), t.get("text"),
              t.get("logitScale"));
        }, "video", "text", "logitScale")
        .tolerance(u -> u * 100 * 9 * (4 + cols))
        .adjointTolerance(u -> u * 100 * 9 * (4 + cols) * 3 * Math.sqrt(videos * labels));
  }

  static OpCase patches(int frames, int channels, int height, int width, int patchSize) {
    return OpCase.of("patches", frames, channels, height, width, patchSize)
        .input("pixels", Stack.random(19, frames, channels * height, width))
        .result("out", frames, (height / patchSize) * (width / patchSize), channels * patchSize * patchSize)
        .work(t -> t.ops().patches(t.get("out"), t.get("pixels"), channels, patchSize))
        .tolerance(u -> u * 8);
  }

  static OpCase lookup(int rows, int cols, int... wanted) {
    return OpCase.of("lookup", rows, cols, Arrays.toString(wanted))
        .input("table", Stack.random(25, 1, rows, cols))
        .result("out", 1, wanted.length, cols)
        .work(t -> t.ops().lookup(t.get("out"), t.get("table"), wanted))
        .backwards(t -> t.adjoints().lookupAdjoint(t.d("table"), t.d("out"), wanted), "table")
        .tolerance(u -> u * 8)
        .adjointTolerance(u -> u * (8 + wanted.length));
  }

  private static OpCase clear(int groups, int rows, int cols) {
    return OpCase.of("clear", groups, rows, cols).result("out", groups, rows, cols)
        .work(t -> t.adjoints().clear(t.get("out")));
  }

  private static OpCase scale(int groups, int rows, int cols) {
    return OpCase.of("scale", groups, rows, cols)
        .input("x", Stack.random(20, groups, rows, cols))
        .result("out", groups, rows, cols)
        .inPlace("out", "x")
        .work(t -> t.adjoints().scale(t.get("out"), t.get("x"), 0.3f))
        .tolerance(u -> u * 2);
  }

  private static OpCase sumOfGroups(int groups, int rows, int cols) {
    return OpCase.of("sumAdd over groups", groups, rows, cols)
        .input("x", Stack.random(20, groups, rows, cols))
        .result("out", Stack.random(21, 1, rows, cols))
        .work(t -> t.adjoints().sumAdd(t.get("out"), t.get("x")))
        .tolerance(u -> sums(u, groups));
  }

  private static OpCase sumOfRows(int groups, int rows, int cols) {
    return OpCase.of("sumAdd over rows", groups, rows, cols)
        .input("x", Stack.random(20, groups, rows, cols))
        .result("out", Stack.random(21, 1, 1, cols))
        .work(t -> t.adjoints().sumAdd(t.get("out"), t.get("x")))
        .tolerance(u -> sums(u, groups * rows));
  }

  private static OpCase dotAdd(int groups, int rows, int cols) {
    return dots(OpCase.of("dotAdd", groups, rows, cols), groups, rows, cols)
        .result("out", Stack.single(2))
        .work(t -> t.adjoints().dotAdd(t.get("out"), t.get("x"), t.get("y")))
        .tolerance(u -> sums(u, groups * rows * cols));
  }

  private static OpCase columnDotsAdd(int groups, int rows, int cols) {
    return dots(OpCase.of("columnDotsAdd", groups, rows, cols), groups, rows, cols)
        .result("out", Stack.random(22, 1, 1, cols))
        .work(t -> t.adjoints().columnDotsAdd(t.get("out"), t.get("x"), t.get("y")))
        .tolerance(u -> sums(u, groups * rows));
  }

  private static OpCase dots(OpCase named, int groups, int rows, int cols) {
    return named.input("x", Stack.random(20, groups, rows, cols)).input("y", Stack.random(21, groups, rows, cols));
  }

  static OpCase adamw(int rows, int cols) {
    Stack moments = Stack.random(33, 2, rows, cols);
    for (int i = rows * cols; i < moments.values.length; i++) {
      moments.values[i] = moments.values[i] * moments.values[i] + 0.1f; // of squares
    }
    Stack step = new Stack(1, 1, AdamW.LENGTH, new AdamW(0.01, 0.9, 0.98, 1e-8, 0.05).values(3, 0.5));
    return OpCase.of("adamw", rows, cols)
        .input("gradient", Stack.random(31, 1, rows, cols))
        .constant("step", step)
        .result("weight", Stack.random(32, 1, rows, cols))
        .result("moments", moments)
        .work(t -> t.adjoints().adamw(t.get("weight"), t.get("gradient"), t.get("moments"), t.get("step")))
        .tolerance(u -> u * 32);
  }

  /** Three published layers as one: the first is scaled. */
  private static OpCase packFused(int outputs, int inputs, int rows) {
    OpCase operation = packed(OpCase.of("pack", outputs, inputs, rows), rows, inputs, outputs + 7 + outputs);
    for (int part = 0; part < 3; part++) {
      int count = part == 1 ? 7 : outputs;
      operation.constant("weight" + part, Stack.random(40 + part, 1, count, inputs));
      operation.constant("bias" + part, Stack.random(50 + part, 1, 1, count));
    }
    return operation.work(t -> {
      Linear layer = t.layer(List.of(
          Linear.Part.of(t.get("weight0")).withBias(t.get("bias0")).scaled(0.25),
          Linear.Part.of(t.get("weight1")).withBias(t.get("bias1")),
          Linear.Part.of(t.get("weight2")).withBias(t.get("bias2"))));
      t.adjoints().pack(layer);
      t.ops().linear(t.get("out"), t.get("x"), layer, Activation.NONE);
    });
  }

  private static OpCase packTransposed(int outputs, int inputs) {
    return packed(OpCase.of("pack transposed", outputs, inputs), 3, inputs, outputs)
        .constant("weight", Stack.random(40, 1, inputs, outputs))
        .work(t -> {
          Linear layer = t.layer(List.of(Linear.Part.transposed(t.get("weight"))));
          t.adjoints().pack(layer);
          t.ops().linear(t.get("out"), t.get("x"), layer, Activation.NONE);
        });
  }

  private static OpCase packed(OpCase named, int rows, int inputs, int outputs) {
    return named.input("x", Stack.random(1, 1, rows, inputs))
        .result("out", 1, rows, outputs)
        .tolerance(u -> sums(u, inputs));
  }
}
