/**
 * What commands share: options, opening a model, files of labels, files that appear complete or not at all, failures in
 * one line. Public for the commands that other jars add through {@link io.github.xclip4j.cli.Subcommands}.
 */
@NullMarked
package io.github.xclip4j.cli.options;

import org.jspecify.annotations.NullMarked;
