/** Evaluating X-CLIP by published protocols: lists of videos, views, scores, metrics and reports. */
@NullMarked
package io.github.xclip4j.evaluation;

import org.jspecify.annotations.NullMarked;
