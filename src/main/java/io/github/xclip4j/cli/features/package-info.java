/**
 * What a model computed, kept in files: features of videos and embeddings of labels, which are taken by the model that
 * computed them and by no other; and scores made of logits.
 */
@NullMarked
package io.github.xclip4j.cli.features;

import org.jspecify.annotations.NullMarked;
