package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of one commit go. */
interface Destination {
  /** The folder that will be a checkpoint. */
  Path folder();

  /** The folder that all of it goes into, which need not exist. */
  Path root();

  /** Whether the file is there, whole and of this content. Puts it in place if only that is missing. */
  boolean has(HubFile file) throws IOException;

  /** Finds out before a file is fetched that it replaces nothing of the user's. */
  void check(HubFile file) throws IOException;

  /** Where the file is while it arrives. The folder exists. */
  Path part(HubFile file) throws IOException;

  /** What to lock while it arrives. */
  Path lock(HubFile file);

  /** Puts a file in place that has arrived. */
  void place(Path part, HubFile file) throws IOException;

  /** All files are there. */
  void complete() throws IOException;
}
