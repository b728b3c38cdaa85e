package io.github.xclip4j.cli.options;

import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.ScratchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Failures as one line for people. */
public final class Errors {
  /** How picocli lists an enum's constants. */
  private static final Pattern CONSTANTS = Pattern.compile("\\[([A-Z0-9_]+(?:, [A-Z0-9_]+)*)] \\(case-insensitive\\)");

  private Errors() {}

  /** What is wrong with a command line; a name that is nearly right with the right one. */
  public static String misuse(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      List<String> near = unmatched.getSuggestions();
      boolean command = !word.startsWith("-") && !exception.getCommandLine().getSubcommands().isEmpty();
      return oneLine(command ? "no such command '" + word + "'" : exception.getMessage())
          + (near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?");
    }
    return CONSTANTS.matcher(oneLine(exception.getMessage()))
        .replaceAll(names -> "[" + names.group(1).toLowerCase(Locale.ROOT) + "]");
  }

  /** What went wrong; a failure nobody foresaw says so and how to find out more. */
  public static String describe(Exception exception) {
    return oneLine(switch (exception) {
      case NoSuchFileException e -> e.getFile() + ": no such file";
      case AccessDeniedException e -> e.getFile() + ": access denied; check its permissions";
      case FileSystemException e -> e.getFile() + ": " + (e.getReason() == null ? named(e) : e.getReason());
      case CharacterCodingException e -> "a text file is not UTF-8: " + e.getMessage();
      case UncheckedIOException e -> describe(e.getCause());
      case IOException e -> message(e);
      case BackendUnavailableException e -> message(e);
      case ScratchException e -> message(e);
      case IllegalArgumentException e -> message(e);
      case IllegalStateException e -> message(e);
      case ArithmeticException e -> message(e);
      default -> exception.getClass().getName().startsWith("io.github.xclip4j.")
          ? message(exception)
          : "unexpected " + named(exception) + ": run it again with --debug and report what it shows";
    });
  }

  private static String message(Exception exception) {
    String message = exception.getMessage();
    return message == null || message.isBlank() ? named(exception) : message;
  }

  private static String named(Exception exception) {
    String message = exception.getMessage();
    return exception.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }

  /** Line breaks and what surrounds them as single spaces. */
  public static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
