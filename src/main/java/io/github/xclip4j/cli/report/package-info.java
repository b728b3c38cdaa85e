/** Reports as one HTML file that opens offline, for commands of all jars. */
@NullMarked
package io.github.xclip4j.cli.report;

import org.jspecify.annotations.NullMarked;
