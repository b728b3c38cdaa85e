/**
 * X-CLIP on the JVM: how well texts fit a video (Ni et al., <em>Expanding Language-Image Pretrained Models for General
 * Video Recognition</em>, ECCV 2022; {@code XCLIPModel} of Hugging Face transformers).
 *
 * <p>{@link io.github.xclip4j.VideoClassifier} is the front door. Underneath, a {@link io.github.xclip4j.Checkpoint} is
 * what was published or trained, {@link io.github.xclip4j.XClip} the model loaded from it on a {@linkplain
 * io.github.xclip4j.backend.Backend backend}, and a {@link io.github.xclip4j.Session} one thread's use of the model.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>frame, patch</dt>
 * <dd>A picture of a video, and the squares it is cut into. B videos of T frames of P patches.</dd>
 * <dt>message</dt>
 * <dd>What a frame tells the other frames in each block of the frame tower: a row of its own beside class and
 * patches.</dd>
 * <dt>MIT</dt>
 * <dd>The multi-frame integration transformer: T frame embeddings to one video embedding.</dd>
 * <dt>prompt generator</dt>
 * <dd>Lets every text look at the patches of the video it is compared with.</dd>
 * <dt>label bank, {@link io.github.xclip4j.Labels}</dt>
 * <dd>K texts, encoded once and kept on the backend.</dd>
 * <dt>features, embeddings</dt>
 * <dd>Features are what the towers give (E values, any length); embeddings are what is compared (length 1).</dd>
 * <dt>logits, scores</dt>
 * <dd>Scaled cosine similarities, B × K; a score is a label with its logit and its probability among the K.</dd>
 * <dt>sampler, view</dt>
 * <dd>A sampler chooses frames; a view is a choice of frames and a crop.</dd>
 * </dl>
 */
@NullMarked
package io.github.xclip4j;

import org.jspecify.annotations.NullMarked;
