package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which patterns a text lists, taken as they are written. What narrows a path in prose, such as
 * {@code src/ (non-test code)}, makes it no pattern: nobody but its author knows which part is
 * meant.
 */
final class PathWords {
  private static final Pattern NARROWING =
      Pattern.compile(
          "(?iu)\\b(?:non|not|except|excepting|unless|only|excluding|without|but|other than|outside"
              + "|apart from|related|some|most|mostly|parts?|partly|partial|selected|certain"
              + "|if|when|where)\\b");

  /** Words beside a path that say nothing of their own. */
  private static final Pattern NOISE =
      Pattern.compile(
          "(?iu)(?:the|a|an|all|any|every|everything|anything|whole|entire|entirely|and|or|plus|also|in|under|below|of"
              + "|inside|within|files?|folders?|director(?:y|ies)|dirs?|modules?|packages?|tree"
              + "|subtree|code|contents?|source|sources|path|paths|at|root|top-level)");

  private static final Pattern PLACEHOLDER = Pattern.compile("[<>{}$|\"']|\\.{3}|\u2026|://|@");
  private static final Pattern FILE =
      Pattern.compile("\\.?[\\w*?-][\\w*?.@+-]*\\.[A-Za-z][A-Za-z0-9]{0,9}");
  private static final Pattern DOTFILE = Pattern.compile("\\.[A-Za-z][\\w.-]+");
  private static final Pattern NOTHING =
      Pattern.compile("(?iu)\\W*+(?:none|nothing|n/?a|nobody|no one|tbd|)\\W*+");
  private static final Pattern EVERYTHING =
      Pattern.compile(
          "(?iu)\\W*+(?:everything|all(?: files)?|any(?:thing)?|the rest|everything else|all others?)\\W*+");

  private final List<Found> found = new ArrayList<>();

  private PathWords() {}

  /**
   * A pattern, or words that are none.
   *
   * @param pattern a list of one, or none
   * @param written what the plan says, all of it
   * @param remark what has to be said about how it was read; may be empty
   */
  record Found(List<String> pattern, String written, String remark) {}

  /** What a text lists, in its order. */
  static List<Found> in(String text) {
    PathWords words = new PathWords();
    if (!NOTHING.matcher(Words.bare(text)).matches()) {
      chunks(Words.plain(text)).forEach(words::read);
    }
    return words.found;
  }

  /** Whether a text is one pattern and nothing else. */
  static boolean isOnePattern(String text) {
    List<Found> all = in(text);
    return all.size() == 1
        && !all.get(0).pattern().isEmpty()
        && looksLikePath(Words.bare(text).split(" ", 2)[0]);
  }

  /** The parts between commas, semicolons and line breaks, but not those within brackets. */
  private static List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    int depth = 0;
    boolean code = false;
    String all = text.replaceAll("(?i)<br\\s*/?>", ";");
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      code ^= c == '`';
      depth += code ? 0 : c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (!code && depth == 0 && (c == ',' || c == ';')) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      } else {
        chunk.append(c);
      }
    }
    chunks.add(chunk.toString());
    return chunks.stream().map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  private void read(String chunk) {
    String text = chunk.replaceFirst("(?iu)^(?:and|or|plus|also)\\s+", "").strip();
    String outside = text.replaceAll("\\([^()]*\\)", " ").strip();
    List<String> aside = new ArrayList<>();
    Matcher brackets = Pattern.compile("\\(([^()]*)\\)").matcher(text);
    while (brackets.find()) {
      aside.add(brackets.group(1));
    }
    String[] said = outside.split("(?<!\\s)\\s++(?:-{1,2}|\u2013|\u2014)\\s+|:\\s+", 2);
    if (said.length > 1) {
      aside.add(said[1]);
    }
    List<String> paths = new ArrayList<>();
    String rest = paths(said[0], paths);
    if (paths.isEmpty()) {
      noPattern(text, EVERYTHING.matcher(text).matches() ? "" : " is no pattern");
      return;
    }
    if (!rest.isEmpty() || aside.stream().anyMatch(words -> NARROWING.matcher(words).find())) {
      noPattern(text, " is no pattern: which part of `" + paths.get(0) + "` is meant?");
      return;
    }
    String remark =
        aside.isEmpty() ? "" : "\"" + String.join("; ", aside).strip() + "\" was read as a remark";
    paths.forEach(path -> pattern(path, text, remark));
  }

  /** The words that are paths; what else is said beside them is returned. */
  private static String paths(String text, List<String> paths) {
    StringBuilder rest = new StringBuilder();
    String[] parts = text.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1 && i < parts.length - 1;
      if (code && isQuotedPath(parts[i].strip())) {
        paths.add(parts[i].strip());
        continue;
      }
      for (String word : parts[i].strip().split("\\s+", -1)) {
        String bare = Words.withoutEnd(word.replaceFirst("^[\"'\u201c]++", ""), "\"'\u201d.:!");
        if (looksLikePath(bare)) {
          paths.add(bare);
        } else if (!bare.isEmpty() && !NOISE.matcher(bare).matches() && !bare.equals("&")) {
          rest.append(' ').append(bare);
        }
      }
    }
    return rest.toString().strip();
  }

  /** In backticks a single word is a path, and one with blanks if it has a slash. */
  private static boolean isQuotedPath(String text) {
    boolean hasBlank = text.indexOf(' ') >= 0;
    return !text.isEmpty()
        && (!hasBlank || (text.indexOf('/') >= 0 && !NARROWING.matcher(text).find()));
  }

  private static boolean looksLikePath(String word) {
    boolean hasName = word.codePoints().anyMatch(c -> Character.isLetterOrDigit(c) || c == '*');
    return hasName
        && (word.indexOf('/') >= 0
            || word.indexOf('\\') >= 0
            || word.indexOf('*') >= 0
            || FILE.matcher(word).matches()
            || DOTFILE.matcher(word).matches());
  }

  private void pattern(String written, String text, String remark) {
    if (PLACEHOLDER.matcher(written).find()) {
      noPattern(text, " is no pattern: `" + written + "` stands for something else");
      return;
    }
    String path = written;
    String more = remark;
    if (path.startsWith("./") && path.length() > 2) {
      path = path.substring(1);
      more = joined(more, "`" + written + "` is from the root, which is written `" + path + "`");
    }
    try {
      PathPattern pattern = PathPattern.parse(path);
      if (pattern.negated()) {
        more = joined(more, "an exception from what stands before it");
      }
      found.add(new Found(List.of(path), text, more));
    } catch (BadPattern e) {
      noPattern(text, " is no pattern: " + e.getMessage());
    }
  }

  private void noPattern(String text, String why) {
    String reason = why.isEmpty() ? " was not made a pattern: write `*` if it is meant" : why;
    found.add(new Found(List.of(), text, "\"" + Words.bare(text) + "\"" + reason));
  }

  private static String joined(String one, String other) {
    return one.isEmpty() ? other : one + "; " + other;
  }
}
