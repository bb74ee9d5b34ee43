package dev.gatekeeper.core.survey;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * The {@code .gitignore} files of a tree, read as git reads them: a folder that is ignored is never
 * looked into, of the lines that match an entry the last decides, and a deeper file comes before
 * those above it (gitignore(5)). Bytes are read as Latin 1, since git matches bytes.
 */
final class IgnoreFiles {
  private static final String MARK = "\u00ef\u00bb\u00bf";

  private static final Pattern CLASS =
      Pattern.compile("\\\\.|\\[[!^]?+]?+(?:\\[:\\w+:]|[^\\]])*+]");
  private static final Pattern RANGE = Pattern.compile("([^\\[!^])-([^\\]])");

  /** By folder, such as {@code ""} or {@code src/}, the deepest first. */
  private final Map<String, List<FastIgnoreRule>> rules =
      new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(f -> f));

  /**
   * @param files the text of each in Latin 1, by its folder
   */
  IgnoreFiles(Map<String, String> files) {
    files.forEach((folder, text) -> rules.put(latin(folder), read(text)));
  }

  /** What ignores the file or a folder above it, as a list of one, or none. */
  List<String> by(String file) {
    String path = latin(file);
    for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      List<String> by = last(path.substring(0, end), true);
      if (!by.isEmpty()) {
        return by;
      }
    }
    return last(path, false);
  }

  private List<String> last(String path, boolean isFolder) {
    for (Map.Entry<String, List<FastIgnoreRule>> file : rules.entrySet()) {
      String folder = file.getKey();
      if (path.startsWith(folder)) {
        String entry = path.substring(folder.length());
        List<FastIgnoreRule> lines = file.getValue();
        for (int i = lines.size() - 1; i >= 0; i--) {
          if (lines.get(i).isMatch(entry, isFolder, true)) {
            return lines.get(i).getResult()
                ? List.of(
                    "`" + utf8(lines.get(i).toString()) + "` in " + utf8(folder) + ".gitignore")
                : List.of();
          }
        }
      }
    }
    return List.of();
  }

  private static List<FastIgnoreRule> read(String text) {
    String lines =
        (text.startsWith(MARK) ? text.substring(MARK.length()) : text)
            .lines()
            .filter(IgnoreFiles::canMatch)
            .collect(Collectors.joining("\n"));
    IgnoreNode node = new IgnoreNode();
    try {
      // It decodes UTF-8 itself: so each byte becomes the character of its number.
      node.parse(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ArrayList<>(node.getRules());
  }

  /** Whether git finds any path for a line: not with an empty segment, nor a class that is none. */
  private static boolean canMatch(String line) {
    Matcher classes = CLASS.matcher(line);
    boolean sound = CLASS.matcher(line).replaceAll("").indexOf('[') < 0;
    while (classes.find()) {
      Matcher range = RANGE.matcher(classes.group());
      while (range.find()) {
        sound &= range.group(1).charAt(0) <= range.group(2).charAt(0);
      }
    }
    return sound && !line.contains("//");
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
