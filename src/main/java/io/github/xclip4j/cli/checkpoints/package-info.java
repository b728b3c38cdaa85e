/** What makes a checkpoint: files of tensors and configs, weights by a formula, the published checkpoints. Public for commands of other jars. */
@NullMarked
package io.github.xclip4j.cli.checkpoints;

import org.jspecify.annotations.NullMarked;
