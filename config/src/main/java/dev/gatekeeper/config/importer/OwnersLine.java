package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a CODEOWNERS file.
 *
 * @param pattern as written; empty for a line that is none
 * @param owners in lower case, in their order
 * @param problem why it is none, for a line that was left out; else empty
 */
record OwnersLine(int line, String pattern, List<String> owners, String problem) {
  private static final Pattern SECTION = Pattern.compile("\\^?\\[([^\\]]+)](?:\\[\\d+])?\\s*(.*)");
  private static final Pattern WORD = Pattern.compile("(?:\\\\.|[^\\s\\\\])+");
  private static final String NAME = "[^\\s@\\x00-\\x1f\\x7f-\\x9f]+";
  private static final Pattern OWNER = Pattern.compile("@" + NAME + "|" + NAME + "@" + NAME);

  OwnersLine {
    owners = List.copyOf(owners);
  }

  /** The owners, whatever their order. */
  TreeSet<String> set() {
    return new TreeSet<>(owners);
  }

  /** All lines that say something. */
  static List<OwnersLine> of(String text) {
    List<OwnersLine> lines = new ArrayList<>();
    List<String> ofSection = List.of();
    int number = 0;
    for (String line : text.split("\r?\n|\r", -1)) {
      number++;
      String rule = line.replaceFirst("(?:^|\\s)#.*", "").strip();
      Matcher section = SECTION.matcher(rule);
      if (section.matches()) {
        ofSection = words(section.group(2));
        lines.add(
            new OwnersLine(
                number,
                "",
                List.of(),
                "the section `"
                    + section.group(1)
                    + "` was read as if it were none: in GitLab each section has an owner of its own"));
      } else if (!rule.isEmpty()) {
        lines.add(line(number, words(rule), ofSection));
      }
    }
    return lines;
  }

  private static OwnersLine line(int number, List<String> words, List<String> ofSection) {
    List<String> owners = words.size() > 1 ? words.subList(1, words.size()) : ofSection;
    String pattern = words.isEmpty() ? "" : words.get(0);
    for (String owner : owners) {
      if (!OWNER.matcher(owner).matches() || !YamlText.clean(owner).strip().equals(owner)) {
        return new OwnersLine(
            number, "", List.of(), "`" + owner + "` is no owner; the line was left out");
      }
    }
    List<String> plain = owners.stream().map(o -> o.toLowerCase(Locale.ROOT)).distinct().toList();
    return new OwnersLine(number, pattern, plain, "");
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
