package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paths that a text lists, tied to the root.
 *
 * @param paths what is one for certain, by what was written
 * @param rest what else is listed
 * @param all every path that the text names, in whatever words
 * @param doubtful whether words narrow it, so that only its author knows which part is meant
 */
record PlanPaths(List<Path> paths, List<String> rest, List<String> all, boolean doubtful) {
  private static final Pattern NARROWING =
      Pattern.compile(
          "(?i)\\b(?:non|not|no|never|except|excepting|excluding|unless|only|other|without|but|apart"
              + "|outside|some|most|parts?|partly|related|minus|shared|read|reading|reference|review"
              + "|until|coordinate\\w*)\\b|n't\\b");

  private static final String MARK = "(?:[^\\x00-\\x7f]++\\s++|\\[[ xX]]\\s++|[xX]\\s++)*+";
  private static final Pattern ONE =
      Pattern.compile(
          MARK
              + "(?:`([^`]+)`|\"([^\"\\s]+)\"|([^\\s`\"(),;:]+))"
              + "(?:\\s+(?:directory|folder|dir|files?|tree|module|package))?\\.?"
              + "(?:\\s*\\(.*\\)|\\s+if (?:created|needed|present)|\\s*:\\s.*|\\s+(?:-{1,2}|\u2013|\u2014|#|//|<-)\\s.*)?"
              + "(?:\\s+[^\\x00-\\x7f]+)?");

  private static final Pattern ANY = Pattern.compile("`([^`]+)`|([^\\s`\"'(),;]*/[^\\s`\"'(),;]*)");
  private static final Pattern STANDS_FOR = Pattern.compile("[<>{}$|\"'~\\\\]|\\.{3}|\u2026|:/|@");
  private static final Pattern FILE =
      Pattern.compile("\\.?[\\w*?-][\\w*?.@+-]*\\.[A-Za-z][A-Za-z0-9]{0,9}|\\.[A-Za-z][\\w.-]+");
  private static final Pattern MACHINE =
      Pattern.compile(
          "/(?:home|Users|root|mnt|media|Volumes|private|var|opt|usr|etc|tmp|workspaces?)(?:/.*)?"
              + "|~.*|[A-Za-z]:.*");

  static final Pattern NOBODY =
      Pattern.compile("(?i)\\W*(?:none|nothing|n/?a|nobody|no one|tbd|tba|unassigned)?\\W*");

  /** A path as a pattern, and the words that it stands in, if there are more. */
  record Path(String pattern, String remark) {}

  static PlanPaths of(String text) {
    List<Path> paths = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (String chunk : chunks(text)) {
      Matcher one = ONE.matcher(chunk);
      Optional<String> pattern = Optional.empty();
      if (one.matches()) {
        String quoted = one.group(1) == null ? one.group(2) : one.group(1);
        pattern = quoted == null ? plain(one.group(3)) : pattern(quoted, true);
      }
      String bare = chunk.replaceAll("^`|`$|^\\./|^/", "");
      pattern.ifPresentOrElse(
          p -> paths.add(new Path(p, p.endsWith(bare) ? "" : chunk)), () -> rest.add(chunk));
      pattern.ifPresent(all::add);
    }
    Matcher any = ANY.matcher(text);
    while (any.find()) {
      String word = any.group(1) == null ? any.group(2) : any.group(1);
      (any.group(1) == null ? plain(word) : pattern(word, true))
          .filter(p -> !all.contains(p))
          .ifPresent(all::add);
    }
    String words = text.replaceAll("`[^`]*`|[^\\s(]*[/.][^\\s)]+", " ");
    return new PlanPaths(paths, rest, all, NARROWING.matcher(words).find());
  }

  /** The parts between commas, semicolons and "and", but not those within brackets or backticks. */
  private static List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    int depth = 0;
    boolean code = false;
    String all = text.replaceAll("(?i)<br\\s*/?>", ";") + ";";
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      code ^= c == '`';
      depth += code ? 0 : c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      boolean open = (code || depth > 0) && i < all.length() - 1;
      int and = all.startsWith(" and ", i) ? 4 : all.startsWith(" & ", i) ? 2 : 0;
      if (open || (c != ',' && c != ';' && and == 0)) {
        chunk.append(c);
      } else {
        chunks.add(chunk.toString().strip().replaceFirst("^(?:and|or) ", ""));
        chunk.setLength(0);
        i += and;
      }
    }
    chunks.removeIf(String::isEmpty);
    return chunks;
  }

  private static Optional<String> plain(String word) {
    return pattern(word.replaceFirst("[.!]+$", ""), false);
  }

  /** Whether two patterns, of which one may be empty, can be about one path. */
  static boolean meet(String one, String other) {
    try {
      return !one.isEmpty() && PathPattern.parse(one).canMeet(PathPattern.parse(other));
    } catch (BadPattern e) {
      throw new AssertionError(e); // what is in a draft was parsed
    }
  }

  /** The pattern that a word is, if it is a path of the repository. */
  static Optional<String> pattern(String word, boolean quoted) {
    String path = word.replaceFirst("^\\./(?=.)", "/");
    boolean looksSo =
        path.indexOf('/') >= 0 || path.indexOf('*') >= 0 || FILE.matcher(path).matches() || quoted;
    boolean blank = path.indexOf(' ') >= 0 && path.indexOf('/') < 0;
    if (!looksSo
        || blank
        || !path.matches("(?s).*[\\p{L}\\p{N}*].*")
        || STANDS_FOR.matcher(path).find()
        || MACHINE.matcher(path).matches()) {
      return Optional.empty();
    }
    String not = path.startsWith("!") ? "!" : "";
    String body = path.substring(not.length());
    String tied = not + (body.startsWith("/") || body.startsWith("**/") ? body : "/" + body);
    try {
      PathPattern.parse(tied);
      return Optional.of(tied);
    } catch (BadPattern e) {
      return Optional.empty();
    }
  }
}
