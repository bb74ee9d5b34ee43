package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
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
record PlanPaths(List<Path> paths, List<String> rest, Set<String> all, boolean doubtful) {
  private static final Pattern NARROWING =
      Pattern.compile(
          "(?i)\\b(?:non|not|no|never|except|excepting|excluding|unless|only|other|without|but|apart"
              + "|outside|some|most|parts?|partly|related|minus|shared|read|reading|reference|review"
              + "|until|coordinate\\w*)\\b|n't\\b");

  /** A part between commas, semicolons and "and"; those within brackets or backticks are in it. */
  private static final Pattern CHUNK =
      Pattern.compile(
          "(?:`[^`]*+`|`.*|\\((?:[^()]++|\\([^()]*+\\))*+\\)|\\(.*| (?!and |& )|[^,;`( ]++)++");

  private static final String MARK = "(?:[^\\x00-\\x7f]++\\s++|\\[[ xX]]\\s++|[xX]\\s++)*+";
  private static final Pattern ONE =
      Pattern.compile(
          MARK
              + "(?:(`|\"(?=[^\\s\"]+\"))([^`\"]+)\\1|([^\\s`\"(),;:]+))"
              + "(?:\\s+(?:directory|folder|dir|files?|tree|module|package))?\\.?(?:\\s*\\(.*\\)|\\s+if"
              + " (?:created|needed|present)|\\s*:\\s.*|\\s+(?:-{1,2}|\u2013|\u2014|#|//|<-)\\s.*)?"
              + "(?:\\s+[^\\x00-\\x7f]+)?");

  private static final Pattern ANY =
      Pattern.compile("(`)([^`]+)`|([^\\s`\"'(),;]*/[^\\s`\"'(),;]*)");
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
    Set<String> all = new LinkedHashSet<>();
    Matcher chunks = CHUNK.matcher(text.replaceAll("(?i)<br\\s*/?>", ";"));
    while (chunks.find()) {
      String chunk = chunks.group().strip().replaceFirst("^(?:and|or|&) ", "");
      String bare = chunk.replaceAll("^`|`$|^\\./|^/", "");
      Matcher one = ONE.matcher(chunk);
      Optional<String> pattern = one.matches() ? pattern(one) : Optional.empty();
      pattern.ifPresent(p -> paths.add(new Path(p, p.endsWith(bare) ? "" : chunk)));
      pattern.ifPresent(all::add);
      rest.addAll(pattern.isPresent() || chunk.isEmpty() ? List.of() : List.of(chunk));
    }
    Matcher any = ANY.matcher(text);
    any.results().forEach(found -> pattern(found).ifPresent(all::add));
    String words = text.replaceAll("`[^`]*`|[^\\s(]*[/.][^\\s)]+", " ");
    return new PlanPaths(paths, rest, all, NARROWING.matcher(words).find());
  }

  /** What stands in quotes, which are the first group, or plainly. */
  private static Optional<String> pattern(MatchResult word) {
    return word.group(1) == null
        ? pattern(word.group(3).replaceFirst("[.!]+$", ""), false)
        : pattern(word.group(2), true);
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
