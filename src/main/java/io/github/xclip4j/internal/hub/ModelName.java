package io.github.xclip4j.internal.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model on the hub: {@code microsoft/xclip-base-patch32} or, of another revision than main,
 * {@code microsoft/xclip-base-patch32@v1.0}.
 *
 * @param id organisation or user, a slash, and the model's name; a few old models have no organisation
 * @param revision a branch, a tag or a commit
 */
public record ModelName(String id, String revision) {
  /** The revision if none is named. */
  public static final String MAIN = "main";

  // As in huggingface_hub's validate_repo_id, which also refuses "--", ".." and ".git" at the end.
  private static final String NAME = "\\w(?:[\\w.-]{0,94}\\w)?";
  private static final Pattern ID = Pattern.compile("(?:" + NAME + "/)?" + NAME);

  /**
   * Checks the form of both.
   *
   * @throws IllegalArgumentException if they cannot be names on the hub
   */
  public ModelName {
    if (!isId(id)) {
      throw new IllegalArgumentException("'" + shown(id) + "' is not a model's name on the hub: that is "
          + "organisation/name, of letters, digits, '-', '_' and '.', as in microsoft/xclip-base-patch32");
    }
    if (!RepositoryPath.isSafe(revision)) {
      throw new IllegalArgumentException(
          "'" + shown(revision) + "' is not a revision: name a branch, a tag or a commit");
    }
  }

  /** The main branch of a model. */
  public static ModelName of(String id) {
    return new ModelName(id, MAIN);
  }

  /** The model that a text names, with or without a revision; empty if it cannot be such a name. */
  public static Optional<ModelName> parse(String text) {
    int at = text.indexOf('@');
    String id = at < 0 ? text : text.substring(0, at);
    String revision = at < 0 ? MAIN : text.substring(at + 1);
    return isId(id) && RepositoryPath.isSafe(revision) ? Optional.of(new ModelName(id, revision)) : Optional.empty();
  }

  private static boolean isId(String text) {
    return ID.matcher(text).matches() && !text.contains("--") && !text.contains("..") && !text.endsWith(".git");
  }

  private static String shown(String text) {
    String cut = text.length() <= 100 ? text : text.substring(0, 100) + "…";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** The model's folder in a cache. */
  public String folder() {
    return "models--" + id.replace("/", "--");
  }

  /** The command that downloads it. */
  public String downloadCommand() {
    return "xclip4j download " + id + (revision.equals(MAIN) ? "" : " --revision " + revision);
  }

  @Override
  public String toString() {
    return revision.equals(MAIN) ? id : id + "@" + revision;
  }
}
