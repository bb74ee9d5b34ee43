package dev.gatekeeper.core.export;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern of the policy as a CODEOWNERS file writes it. The two differ: CODEOWNERS has no classes
 * and no escapes (but for a blank), a last segment {@code *} covers nothing below what it matches,
 * and a comment may start anywhere.
 *
 * @param text as it stands in the file
 * @param pattern the same, read as the policy reads it; both cover the same
 */
record CodeownersPattern(String text, PathPattern pattern) {
  private static final String ANY = "*";
  private static final String DEEP = "**";

  /** What CODEOWNERS has no word for. */
  static final class Unsayable extends Exception {
    private static final long serialVersionUID = 1L;

    Unsayable(String why) {
      super(why);
    }
  }

  /**
   * What covers the same.
   *
   * @param entriesToo whether a pattern for folders shall also cover an entry of exactly that name
   */
  static CodeownersPattern of(PathPattern pattern, boolean entriesToo) throws Unsayable {
    String written = pattern.toString();
    String body = said(pattern.negated() ? written.substring(1) : written);
    boolean folder = pattern.directoryOnly() && !entriesToo;
    String bare = body.substring(body.startsWith("/") ? 1 : 0);
    List<String> segments =
        new ArrayList<>(Arrays.asList(bare.replaceFirst("/$", "").split("/", -1)));
    String text = text(segments, pattern.anchored(), folder);
    try {
      return new CodeownersPattern(text, PathPattern.parse(text));
    } catch (BadPattern e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static String text(List<String> segments, boolean anchored, boolean folder) {
    String last = segments.remove(segments.size() - 1);
    boolean wild = last.equals(ANY) || last.equals(DEEP);
    if (!wild) {
      segments.add(last);
      boolean rooted = anchored && !segments.get(0).equals(DEEP);
      return (rooted ? "/" : "") + String.join("/", segments) + (folder ? "/" : "");
    }
    while (!segments.isEmpty() && segments.get(segments.size() - 1).equals(DEEP)) {
      segments.remove(segments.size() - 1);
    }
    if (folder) {
      segments.add(ANY);
    } else if (segments.isEmpty()) {
      return ANY;
    }
    segments.add(DEEP);
    return "/" + String.join("/", segments);
  }

  /** The text with its escapes resolved. */
  private static String said(String text) throws Unsayable {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[') {
        throw new Unsayable("CODEOWNERS has no classes");
      }
      boolean escaped = c == '\\';
      char meant = escaped ? text.charAt(++i) : c;
      if (escaped && "*?[\\".indexOf(meant) >= 0) {
        throw new Unsayable("CODEOWNERS has no escapes");
      }
      if (meant == '#' || (meant == '!' && out.length() == 0)) {
        throw new Unsayable("CODEOWNERS would read `" + meant + "` as something else");
      }
      out.append(meant == ' ' ? "\\ " : Character.toString(meant));
    }
    return out.toString();
  }
}
