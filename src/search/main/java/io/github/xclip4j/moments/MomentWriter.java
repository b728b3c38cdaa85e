package io.github.xclip4j.moments;

import java.io.IOException;

/** Writes what is found in one format. */
interface MomentWriter extends Timeline.Listener {
  /** There is no more to come. */
  void end() throws IOException;
}
