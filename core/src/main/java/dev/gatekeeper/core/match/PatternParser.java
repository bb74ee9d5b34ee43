package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parser of a pattern, which refuses malformed ones and those that could never match as
 * intended (docs/semantics.md, section 2): a policy must never hold a pattern that silently matches
 * nothing.
 */
final class PatternParser {
  private static final List<List<ByteSet>> IMPOSSIBLE =
      List.of(eitherCase("."), eitherCase(".."), eitherCase(".git"));

  /** Linux' PATH_MAX, less the end: no longer path gets through the gate. In bytes. */
  private static final int LONGEST = 4095;

  /** What ends a run of characters that mean themselves. */
  private static final String SPECIAL = "\\?[*/";

  private final String text;
  private int at;

  PatternParser(String text) {
    this.text = text;
  }

  PathPattern parse() throws BadPattern {
    checkCharacters();
    checkEnds();
    boolean negated = text.charAt(0) == '!';
    at = negated ? 1 : 0;
    boolean anchored = text.charAt(at) == '/';
    if (anchored) {
      at++;
    }
    List<Segment> segments = new ArrayList<>();
    segments.add(segment());
    boolean directoryOnly = false;
    while (at < text.length()) {
      at++; // the slash
      if (at == text.length()) {
        directoryOnly = true;
      } else {
        anchored = true;
        segments.add(segment());
      }
    }
    return new PathPattern(text, negated, anchored, directoryOnly, segments);
  }

  private void checkCharacters() throws BadPattern {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        throw new BadPattern(
            "a pattern is one line without control characters; write `?` for each byte of such a"
                + " character in a path",
            i);
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new BadPattern("half a character (an unpaired surrogate) cannot be in a path", i);
      }
    }
  }

  private void checkEnds() throws BadPattern {
    if (text.isEmpty()) {
      throw new BadPattern("an empty pattern matches nothing; write a path, or `*` for all", 0);
    }
    if (text.charAt(0) == '#') {
      throw new BadPattern(
          "a leading `#` starts a comment in ignore files; write `\\" + text + "`", 0);
    }
    if (text.equals("!")) {
      throw new BadPattern("`!` makes an exception of what follows it, and nothing does", 0);
    }
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new BadPattern(
          "a pattern has at most %d bytes, as a path has, and not %d; write a shorter one"
              .formatted(LONGEST, length),
          0);
    }
    int spaces = text.length();
    while (spaces > 0 && text.charAt(spaces - 1) == ' ' && !escaped(spaces - 1)) {
      spaces--;
    }
    if (spaces < text.length()) {
      throw new BadPattern(
          "ignore files drop a trailing space; take it away, or write `\\ ` if the name ends in"
              + " one",
          spaces);
    }
    if (text.equals("/") || text.equals("!/")) {
      throw new BadPattern(
          "`/` names the root, which is not an entry; write `*` for all", text.length() - 1);
    }
  }

  /** Whether an odd number of backslashes stands before the character at {@code index}. */
  private boolean escaped(int index) {
    int before = index;
    while (before > 0 && text.charAt(before - 1) == '\\') {
      before--;
    }
    return (index - before) % 2 == 1;
  }

  private Segment segment() throws BadPattern {
    int start = at;
    GlobBuilder glob = new GlobBuilder();
    while (at < text.length() && text.charAt(at) != '/') {
      switch (text.charAt(at)) {
        case '\\' -> escape(glob);
        case '?' -> {
          glob.add(ByteSet.ANY);
          at++;
        }
        case '[' -> {
          ClassParser parser = new ClassParser(text, at);
          glob.add(parser.parse());
          at = parser.end();
        }
        case '*' -> {
          int stars = run('*');
          if (stars > 1) {
            return anyDepth(start, stars);
          }
          glob.star();
          at++;
        }
        default -> glob.literal(plain());
      }
    }
    if (at == start) {
      throw new BadPattern(
          "an empty segment: a path never has two slashes together; write `%s`"
              .formatted(text.replaceAll("/{2,}", "/")),
          at);
    }
    checkPossible(start, glob);
    return glob.build();
  }

  private Segment anyDepth(int start, int stars) throws BadPattern {
    int from = at;
    at += stars;
    String before = text.substring(0, from);
    String after = text.substring(at);
    boolean closed = after.isEmpty() || after.startsWith("/");
    if (from == start && closed && stars == 2) {
      return Segment.AnyDepth.INSTANCE;
    }
    if (from == start && closed) {
      throw new BadPattern(
          "`**` spans segments, more stars mean nothing; write `" + before + "**" + after + "`",
          from);
    }
    String instead = from == start ? "**/*" : "*";
    throw new BadPattern(
        "`**` spans segments only where it is a segment of its own; write `%s%s%s`"
            .formatted(before, instead, after),
        from);
  }

  private void escape(GlobBuilder glob) throws BadPattern {
    if (at + 1 == text.length()) {
      throw new BadPattern(
          "`\\` escapes the character after it, and there is none; write `\\\\` for a backslash",
          at);
    }
    if (text.charAt(at + 1) == '/') {
      throw new BadPattern(
          "`\\` before `/` escapes nothing, a name cannot hold a slash; write `/`, or `\\\\/` for"
              + " a name that ends in a backslash",
          at);
    }
    at++;
    glob.literal(character());
  }

  /** The whole character here, as it stands in a path. */
  private byte[] character() {
    int from = at;
    at += Character.charCount(text.codePointAt(at));
    return text.substring(from, at).getBytes(StandardCharsets.UTF_8);
  }

  /** All characters from here on that mean themselves, as they stand in a path. */
  private byte[] plain() {
    int from = at;
    while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at).getBytes(StandardCharsets.UTF_8);
  }

  private int run(char c) {
    int to = at;
    while (to < text.length() && text.charAt(to) == c) {
      to++;
    }
    return to - at;
  }

  /** Refuses what can only be a name that git never stores. */
  private void checkPossible(int start, GlobBuilder glob) throws BadPattern {
    String written = text.substring(start, at);
    if (IMPOSSIBLE.stream().noneMatch(glob::isWithin)) {
      return;
    }
    if (!written.toLowerCase(Locale.ROOT).contains("g")) {
      throw new BadPattern(
          "a path has no segment `%s`; write it from the root of the repository, as in `/src/`"
              .formatted(written),
          start);
    }
    throw new BadPattern("`" + written + "` is git's own and never in a tree; leave it out", start);
  }

  private static List<ByteSet> eitherCase(String name) {
    return name.chars()
        .mapToObj(c -> ByteSet.where(b -> b == c || b == Character.toUpperCase(c)))
        .toList();
  }
}
