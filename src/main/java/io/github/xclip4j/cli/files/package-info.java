/** Files that appear complete or not at all, and JSON as text. Public for commands of other jars. */
@NullMarked
package io.github.xclip4j.cli.files;

import org.jspecify.annotations.NullMarked;
