package io.github.xclip4j.cli.hub;

/** Hears how a download goes on. Called from the thread that downloads. */
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener NONE = new DownloadListener() {};

  /**
   * How much there is to fetch; told again when an index has named more files.
   *
   * @param bytes of all files, what is there already included
   */
  default void total(long bytes) {}

  /**
   * How much is there.
   *
   * @param bytes of all files so far; fewer than before where a file is begun again
   */
  default void arrived(long bytes) {}

  /** Something a person should know, in one sentence. */
  default void note(String sentence) {}
}
