package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.FoldedPrompts;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.model.VideoTensors;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Runs a model, and holds the scratch memory for that. A session serves one thread at a time; open one for each thread:
 * they share the weights, the labels and the backend's workers. A call during another call, in whatever thread, is
 * refused with an {@link IllegalStateException}, and so is any call of a closed session.
 */
public final class Session implements AutoCloseable {
  private final XClip model;
  private final Network network;
  private final Lifetime.Use modelUse;
  private final Workspace workspace;

  /** @param modelUse closed with the session */
  Session(XClip model, Lifetime.Use modelUse) {
    this.model = model;
    this.network = model.network();
    this.modelUse = modelUse;
    this.workspace = new Workspace(model.backend());
  }

  /** Calls that need the same scratch: of one method, for as many videos and labels. */
  private record Shape(String method, int videos, int labels) {}

  /**
   * Video embeddings before normalisation ({@code get_video_features}).
   *
   * @return [videos, E]
   * @throws IllegalArgumentException if the batch is not of the model's frames and size
   */
  public FloatArray videoFeatures(VideoBatch batch) {
    Shape shape = new Shape("videoFeatures", batch.videos(), 0);
    int width = network.config().projectionDim();
    try (PlacedVideos videos = new PlacedVideos(network, workspace, batch, shape, width, network::videoEmbeddings)) {
      return videos.compute().requireFinite("video features");
    }
  }

  /**
   * Embeddings of video files, GIFs and folders of images before normalisation ({@code get_video_features});
   * {@link FloatArray#normalized()} scales them to length 1.
   *
   * @return [videos, E]
   * @throws IOException if one cannot be decoded; the message says why
   * @throws IllegalArgumentException if there are none
   */
  public FloatArray videoFeatures(List<Path> videos) throws IOException {
    int width = network.config().projectionDim();
    float[] rows = new float[Math.multiplyExact(videos.size(), width)];
    if (videos.isEmpty()) {
      throw new IllegalArgumentException("there are no videos: give at least one");
    }
    for (int i = 0; i < videos.size(); i++) {
      float[] row = videoFeatures(VideoBatch.of(List.of(model.processor().prepare(videos.get(i)).pixels()))).values();
      System.arraycopy(row, 0, rows, i * width, width);
    }
    return FloatArray.of(rows, videos.size(), width);
  }

  /**
   * Embeddings of texts before the prompt generator and normalisation ({@code get_text_features});
   * {@link FloatArray#normalized()} scales them to length 1.
   *
   * @return [texts, E]
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if there are none, or one is longer than the model's context
   */
  public FloatArray textFeatures(List<String> texts) throws IOException {
    return textFeatures(model.processor().texts(texts));
  }

  /**
   * Text embeddings before the prompt generator and normalisation ({@code get_text_features}).
   *
   * @return [texts, E]
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the context
   */
  public FloatArray textFeatures(TokenBatch tokens) {
    Function<Context, Tensor> pass = tokens.hasPadding() ? paddedTexts(tokens) : texts(tokens);
    try (Workspace.Work work = workspace.begin(pass::apply)) {
      return OutputProbe.matrix(work.context(), pass.apply(work.context())).requireFinite("text features");
    }
  }

  /** Texts without padding: each is truncated after its end, and they are encoded in pieces of bounded size. */
  private Function<Context, Tensor> texts(TokenBatch tokens) {
    List<Sequences> pieces = Sequences.pieces(List.of(tokens.inputIds()), XClip.TOKENS_PER_PIECE);
    return context -> {
      Tensor out = context.tensor(1, tokens.texts(), network.config().projectionDim());
      network.textEmbeddings(context, out, pieces);
      return out;
    };
  }

  private Function<Context, Tensor> paddedTexts(TokenBatch tokens) {
    Sequences texts = Sequences.rectangular(tokens.inputIds());
    return context -> {
      Tensor out = context.tensor(1, tokens.texts(), network.config().projectionDim());
      network.textEmbeddings(context, out, texts, tokens.mask(context));
      return out;
    };
  }

  /**
   * Scaled similarities of every video with every label.
   *
   * @return {@code logits_per_video} [videos, K]
   */
  public FloatArray logits(VideoBatch batch, Labels labels) {
    try (Lifetime.Use _ = labels.use(model); PlacedVideos videos = place(batch, labels)) {
      return videos.compute().requireFinite("logits");
    }
  }

  /**
   * The features of each video of a batch, from which the videos can be scored later.
   *
   * @throws IllegalArgumentException if the batch is not of the model's frames and size
   */
  public List<VideoFeatures> features(VideoBatch batch) {
    batch.check(network.config().vision());
    try (Workspace.Work work = workspace.begin(new Shape("features", batch.videos(), 0), batch.videos(),
        videos -> planned -> network.features(planned, network.videoTensors(planned, videos),
            network.pixels(planned, videos)))) {
      VideoTensors tensors = network.videoTensors(work.context(), batch.videos());
      Tensor pixels = network.pixels(work.context(), batch.videos());
      batch.write(work.context(), pixels);
      network.features(work.context(), tensors, pixels);
      FloatArray embeddings = OutputProbe.matrix(work.context(), tensors.embeddings()).requireFinite("video features");
      FloatArray patches = OutputProbe.stack(work.context(), tensors.patches()).requireFinite("patch features");
      return IntStream.range(0, batch.videos()).mapToObj(video -> new VideoFeatures(model.fingerprint(),
          FloatArray.of(embeddings.row(video), embeddings.dimension(1)),
          FloatArray.of(patches.row(video), patches.dimension(1), patches.dimension(2)))).toList();
    }
  }

  /**
   * Scaled similarities of videos with every label, from their {@link #features}: exactly what the videos themselves
   * give in a batch of the same size.
   *
   * @return {@code logits_per_video} [videos, K]
   * @throws IllegalArgumentException if there are none, or they are another model's
   */
  public FloatArray logits(List<VideoFeatures> videos, Labels labels) {
    return logits(videos, labels, "logits of features",
        (context, out, features) -> network.logits(context, out, features, labels.tensors()));
  }

  /**
   * As {@link #logits(List, Labels)}, up to rounding, with keys and values of the prompt generator folded into the labels'
   * side: the way to compare few labels with many videos, as a search does. Of 64 videos with 49 patches, E = 512 and 8
   * heads, on vectors, it was 4 times faster for one label, twice for four, no faster for 16 to 32, and slower from 64 on,
   * which is E / heads ({@code projection_dim} by {@code prompt_num_attention_heads}). The first
   * call of a model copies some of its weights, 2·E² numbers for each layer of the prompt generator.
   *
   * @return {@code logits_per_video} [videos, K]
   * @throws IllegalArgumentException if there are none, or they are another model's
   */
  public FloatArray foldedLogits(List<VideoFeatures> videos, Labels labels) {
    FoldedPrompts folded = model.folded();
    return logits(videos, labels, "folded logits of features",
        (context, out, features) -> network.logits(context, out, features, labels.tensors(), folded));
  }

  /** What the network computes of the features of videos. */
  private interface FeaturePass {
    /** @param out (videos, 1, labels) */
    void run(Context context, Tensor out, VideoTensors features);
  }

  private FloatArray logits(List<VideoFeatures> videos, Labels labels, String kind, FeaturePass pass) {
    checkModel(videos);
    int count = videos.size();
    try (Lifetime.Use _ = labels.use(model);
        Workspace.Work work = workspace.begin(new Shape(kind, count, labels.count()), count,
            planned -> context -> pass.run(context, context.tensor(planned, 1, labels.count()),
                network.videoTensors(context, planned)))) {
      Tensor out = work.context().tensor(count, 1, labels.count());
      VideoTensors tensors = network.videoTensors(work.context(), count);
      for (int video = 0; video < count; video++) {
        VideoFeatures features = videos.get(video);
        work.context().write(tensors.embeddings().groupRange(video, 1), features.embedding().values());
        work.context().write(tensors.patches().groupRange(video, 1), features.patches().values());
      }
      pass.run(work.context(), out, tensors);
      return OutputProbe.matrix(work.context(), out).requireFinite("logits");
    }
  }

  private void checkModel(List<VideoFeatures> videos) {
    if (videos.isEmpty()) {
      throw new IllegalArgumentException("there are no videos: give the features of at least one");
    }
    for (VideoFeatures features : videos) {
      features.check(model.fingerprint(), network.config());
    }
  }

  /** Places videos on the backend to be scored; until they are closed, the session refuses other calls. */
  PlacedVideos place(VideoBatch batch, Labels labels) {
    Shape shape = new Shape("logits", batch.videos(), labels.count());
    return new PlacedVideos(network, workspace, batch, shape, labels.count(),
        (context, out, pixels) -> network.logits(context, out, pixels, labels.tensors()));
  }

  /**
   * How well each label fits a video file, a GIF or a folder of images.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Path video, Labels labels) throws IOException {
    return classify(Video.open(video), labels);
  }

  /**
   * How well each label fits a video.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Video video, Labels labels) throws IOException {
    PreparedVideo prepared = model.processor().prepare(video, FrameSampler.uniform());
    return classify(VideoBatch.of(List.of(prepared.pixels())), labels).getFirst().withNotes(prepared.sample().notes());
  }

  /** How well each label fits each video of a batch, in the batch's order. */
  public List<Classification> classify(VideoBatch batch, Labels labels) {
    return classifications(logits(batch, labels), labels);
  }

  /** How well each label fits each video, from their {@link #features}, in their order. */
  public List<Classification> classify(List<VideoFeatures> videos, Labels labels) {
    return classifications(logits(videos, labels), labels);
  }

  private static List<Classification> classifications(FloatArray logits, Labels labels) {
    return IntStream.range(0, logits.dimension(0))
        .mapToObj(video -> Classification.of(labels.names(), logits.row(video))).toList();
  }

  /**
   * The whole forward pass ({@code XCLIPModel.forward}).
   *
   * @param tokens K texts, padded to one length
   * @param batch B videos
   */
  public XClipOutput forward(TokenBatch tokens, VideoBatch batch) {
    return forward(tokens, batch, Set.of());
  }

  /**
   * The whole forward pass with everything the reference's model returns.
   *
   * @param tokens K texts, padded to one length
   * @param batch B videos
   * @param details what to return of the layers in between
   */
  public XClipOutput forward(TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
    batch.check(network.config().vision());
    XClipOutput output = new CompleteForward(network, tokens, batch, details).run(workspace);
    output.logitsPerVideo().requireFinite("logits");
    return output;
  }

  /**
   * Gives its scratch memory back; a second call does nothing.
   *
   * @throws IllegalStateException if a call of another thread is in progress; the session then stays open
   */
  @Override
  public void close() {
    workspace.close();
    modelUse.close();
  }
}
