package dev.gatekeeper.config.codeowners;

import dev.gatekeeper.core.model.RepoPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A reader of CODEOWNERS that is too simple to be wrong: each pattern becomes a regular expression
 * as GitHub documents it, and the last line that matches decides.
 */
final class NaiveCodeowners {
  private final List<Line> lines;

  private NaiveCodeowners(List<Line> lines) {
    this.lines = lines;
  }

  private record Line(Pattern file, Pattern folder, boolean foldersOnly, List<String> owners) {}

  static NaiveCodeowners of(String text) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String rule = line.replaceFirst("(^|\\s)#.*", "").strip();
      if (!rule.isEmpty()) {
        List<String> words = Arrays.asList(rule.split("(?<!\\\\)\\s+", -1));
        String pattern = words.get(0).replace("\\ ", " ");
        lines.add(
            new Line(
                regex(pattern),
                regex(pattern.replaceFirst("/$", "")),
                pattern.endsWith("/"),
                words.subList(1, words.size())));
      }
    }
    return new NaiveCodeowners(lines);
  }

  /** The owners that the last line that matches gives the path to. */
  List<String> owners(RepoPath path) {
    List<String> owners = List.of();
    for (Line line : lines) {
      if (line.file().matcher(latin(path)).matches()) {
        owners = line.owners();
      }
    }
    return owners;
  }

  /**
   * The same, but an entry with the name of a folder that a later line gives to others is nobody's:
   * whoever puts a file there takes the folder away.
   */
  List<String> ownersOfEntries(RepoPath path) {
    List<String> owners = List.of();
    for (Line line : lines) {
      if (line.file().matcher(latin(path)).matches()) {
        owners = line.owners();
      } else if (line.foldersOnly()
          && line.folder().matcher(latin(path)).matches()
          && !line.owners().equals(owners)) {
        owners = List.of();
      }
    }
    return owners;
  }

  private static String latin(RepoPath path) {
    return new String(path.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static Pattern regex(String pattern) {
    String text = new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    boolean folder = text.endsWith("/");
    String bare = text.replaceFirst("^/", "").replaceFirst("/$", "");
    boolean anchored = text.startsWith("/") || bare.contains("/");
    List<String> segments = Arrays.asList(bare.split("/", -1));
    StringBuilder regex = new StringBuilder(anchored ? "" : "(?:.*/)?");
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      if (segment.equals("**")) {
        regex.append(last ? ".+" : "(?:.+/)?");
      } else {
        regex.append(segment.equals("*") ? "[^/]+" : glob(segment)).append(last ? "" : "/");
      }
    }
    String last = segments.get(segments.size() - 1);
    // `docs/*` covers the files in docs and nothing below; any other name covers what is in it.
    boolean below = !last.equals("**") && !(last.equals("*") && anchored);
    return Pattern.compile(regex + (folder ? "/.+" : below ? "(?:/.+)?" : ""), Pattern.DOTALL);
  }

  private static String glob(String segment) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      regex.append(
          switch (c) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Pattern.quote(Character.toString(c));
          });
    }
    return regex.toString();
  }
}
