package io.github.xclip4j.lists;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * File names of HMDB-51 and UCF-101 hold their class. Where a list says another one, its numbers were probably made for
 * another order of the classes: HMDB-51's {@code kick} and {@code kick_ball}, {@code sword} and {@code sword_exercise}
 * stand the other way round in the authors' label file than when names are sorted.
 */
final class ClassesInNames {
  private static final Pattern HMDB =
      Pattern.compile("(.*)_[fhlu]_(?:cm|nm)_np\\d+_(?:ba|fr|le|ri)_(?:bad|goo|med)_\\d+\\.avi");
  private static final Pattern UCF = Pattern.compile("v_([A-Za-z]+)_g\\d+_c\\d+\\.\\w+");

  private final ClassNames classes;

  ClassesInNames(ClassNames classes) {
    this.classes = classes;
  }

  /** A suspicion, where a file's name holds another class than the list says. */
  Optional<ListProblem> contradiction(VideoEntry entry) {
    if (classes.isEmpty() || entry.label().isEmpty()) {
      return Optional.empty();
    }
    String listed = classes.name(entry.label().getAsInt());
    return inName(entry.path().substring(entry.path().lastIndexOf('/') + 1))
        .filter(name -> !letters(name).equals(letters(listed)))
        .map(name -> ListProblem.of(entry, ProblemKind.NAME_CONTRADICTS_CLASS, name.replace(' ', '_')
            + ": the label file calls class " + entry.label().getAsInt() + " " + listed));
  }

  /** The class that a file's name holds, the longest that fits. */
  private Optional<String> inName(String file) {
    Matcher hmdb = HMDB.matcher(file);
    Matcher ucf = UCF.matcher(file);
    String best = "";
    for (String name : classes.names()) {
      String plain = ClassNames.plain(name).replace(' ', '_');
      boolean fits = hmdb.matches()
          ? hmdb.group(1).equals(plain) || hmdb.group(1).endsWith("_" + plain)
          : ucf.matches() && letters(ucf.group(1)).equals(letters(name));
      if (fits && name.length() > best.length()) {
        best = name;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  private static String letters(String name) {
    return ClassNames.plain(name).replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
