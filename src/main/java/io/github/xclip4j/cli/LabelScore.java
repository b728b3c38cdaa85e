package io.github.xclip4j.cli;

import java.util.OptionalDouble;

/**
 * A label's score as it is shown.
 *
 * @param logit of the label; none where it stands for no label being the right one
 */
record LabelScore(String label, double score, OptionalDouble logit) {}
