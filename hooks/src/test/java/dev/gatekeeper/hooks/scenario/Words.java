package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The words of a line; one in double quotes has the escapes of C, as git prints odd paths. */
final class Words {
  private static final String ESCAPES = "abtnvfr\"\\";
  private static final byte[] ESCAPED = {7, 8, 9, 10, 11, 12, 13, '"', '\\'};

  private final String at;
  private final String line;
  private int next;

  private Words(String at, String line) {
    this.at = at;
    this.line = line;
  }

  /** All words, as paths. */
  static List<RepoPath> paths(Step step, String line) {
    Words words = new Words(step.at(), line);
    List<RepoPath> paths = new ArrayList<>();
    while (words.skipSpace()) {
      paths.add(words.path());
    }
    return paths;
  }

  /** A first word that is a path, and what follows it. */
  record PathAndRest(RepoPath path, String rest) {}

  static PathAndRest pathAndRest(Step step, String line) {
    Words words = new Words(step.at(), line);
    if (!words.skipSpace()) {
      throw new BadScenario(step.at(), "a path is missing");
    }
    RepoPath path = words.path();
    words.skipSpace();
    return new PathAndRest(path, line.substring(words.next));
  }

  private boolean skipSpace() {
    while (next < line.length() && line.charAt(next) == ' ') {
      next++;
    }
    return next < line.length();
  }

  private RepoPath path() {
    if (line.charAt(next) == '"') {
      return quoted();
    }
    int end = line.indexOf(' ', next);
    end = end < 0 ? line.length() : end;
    RepoPath path = RepoPath.of(line.substring(next, end));
    next = end;
    return path;
  }

  private RepoPath quoted() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = next + 1;
    while (i < line.length() && line.charAt(i) != '"') {
      if (line.charAt(i) != '\\') {
        bytes.write(line.charAt(i++));
        continue;
      }
      i++;
      int known = i < line.length() ? ESCAPES.indexOf(line.charAt(i)) : -1;
      if (known >= 0) {
        bytes.write(ESCAPED[known]);
        i++;
      } else if (i + 3 <= line.length() && line.substring(i, i + 3).matches("[0-3][0-7][0-7]")) {
        bytes.write(Integer.parseInt(line.substring(i, i + 3), 8));
        i += 3;
      } else {
        throw new BadScenario(at, "an escape is one of " + ESCAPES + " or three octal digits");
      }
    }
    if (i < line.length()) {
      next = i + 1;
      return RepoPath.of(bytes.toByteArray());
    }
    throw new BadScenario(at, "a double quote is not closed");
  }
}
