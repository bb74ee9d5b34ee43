package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentNames.Mention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agents that a plan speaks of, and where a text names them: {@code Agent 1}, {@code Agents 2,
 * 3 & 4}, or by a name that a table or heading has introduced.
 */
final class AgentNames {
  private static final String NUMBER = "(?:\\d{1,6}|[A-Z](?![A-Za-z0-9'])|[a-z]?\\d{1,6})";

  /** {@code Agents 2, 3 and 4}. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "\\b[Aa](?i:gents?)[\\s_#-]{0,3}("
              + NUMBER
              + "(?:(?:\\s*(?:,|&|\\+|/|\\band\\b|\\bor\\b|,\\s*and\\b)\\s*)(?:[Aa]gents?[\\s_#-]{0,3})?"
              + NUMBER
              + "\\b)*)(?!\\w|\\.\\w)");

  private static final Pattern ONE_NUMBER = Pattern.compile("\\b" + NUMBER + "\\b");
  private static final Pattern STARTS =
      Pattern.compile("^\\W{0,4}[Aa](?i:gent)[\\s_#-]{0,3}(" + NUMBER + ")(?!\\w|\\.\\w)");
  private static final int LONGEST_NAME = 60;

  /** The id of each by its name in lower case. */
  private final Map<String, String> byName = new LinkedHashMap<>();

  private final Ids ids = new Ids();
  private final NameFinder own = new NameFinder();
  private final Map<String, List<Mention>> mentioned = new HashMap<>();

  /** Where agents are named: who, and where the naming ends. */
  record Mention(String id, int start, int end) {}

  /** All ids, in the order in which they came up. */
  Set<String> ids() {
    return new LinkedHashSet<>(byName.values());
  }

  /** The agent whose number the text starts with, made known if it was not. */
  Optional<String> numbered(String text) {
    Matcher matcher = STARTS.matcher(text);
    return matcher.find() ? Optional.of(known("agent " + matcher.group(1))) : Optional.empty();
  }

  /** The agent with a name of its own, made known if it was not; none if it can be no name. */
  Optional<String> named(String text) {
    Optional<String> numbered = numbered(text);
    if (numbered.isPresent()) {
      return numbered;
    }
    String name = Words.bare(text).split("[:(\u2013\u2014]", 2)[0].strip();
    if (name.startsWith("@")) {
      name = name.substring(1);
    }
    boolean word = name.codePoints().anyMatch(Character::isLetterOrDigit);
    return word && name.length() <= LONGEST_NAME && name.indexOf('/') < 0
        ? Optional.of(known(name))
        : Optional.empty();
  }

  private String known(String name) {
    String key = name.toLowerCase(Locale.ROOT).replaceAll("[\\s_#-]+", " ").strip();
    String found = byName.get(key);
    if (found != null) {
      return found;
    }
    String id = ids.lawful(key);
    byName.put(key, id);
    mentioned.clear();
    if (!NUMBERED.matcher(key).matches()) {
      own.add(key, id);
    }
    return id;
  }

  /** The agents that a text names, in its order. */
  List<Mention> mentions(String text) {
    return mentioned.computeIfAbsent(text, this::found);
  }

  private List<Mention> found(String text) {
    List<Mention> mentions = new ArrayList<>();
    Matcher numbered = NUMBERED.matcher(text);
    while (numbered.find()) {
      Matcher number = ONE_NUMBER.matcher(numbered.group(1));
      while (number.find()) {
        String id = byName.get("agent " + number.group().toLowerCase(Locale.ROOT));
        if (id != null) {
          mentions.add(new Mention(id, numbered.start(), numbered.end()));
        }
      }
    }
    mentions.addAll(own.in(text));
    mentions.sort(Comparator.comparingInt(Mention::start));
    return mentions;
  }

  /** The same where nothing but agents is expected, so that bare numbers are theirs too. */
  List<String> inList(String text) {
    Set<String> found = new LinkedHashSet<>();
    mentions(text).forEach(mention -> found.add(mention.id()));
    if (found.isEmpty()) {
      Matcher number = ONE_NUMBER.matcher(text.split("\\(", 2)[0]);
      while (number.find()) {
        String id = byName.get("agent " + number.group().toLowerCase(Locale.ROOT));
        if (id != null) {
          found.add(id);
        }
      }
    }
    return List.copyOf(found);
  }

  /** Whom a text starts with, such as {@code Agents 1 and 2: ...}. */
  List<String> subjects(String text) {
    List<Mention> all = mentions(text);
    if (all.isEmpty()) {
      return List.of();
    }
    Mention first = all.get(0);
    boolean starts =
        text.substring(0, first.start()).codePoints().noneMatch(Character::isLetterOrDigit);
    return starts
        ? all.stream().filter(m -> m.start() == first.start()).map(Mention::id).distinct().toList()
        : List.of();
  }

  /**
   * Finds many names in a text at once, in either case, as words of their own. Between the words of
   * a name any blanks, dashes and underscores may stand.
   */
  private static final class NameFinder {
    private final Node start = new Node();

    /** After some letters of some names. */
    private static final class Node {
      private final Map<Character, Node> next = new HashMap<>(2);
      private final List<String> ids = new ArrayList<>(1);
    }

    /**
     * @param name in lower case, with one blank between its words
     */
    void add(String name, String id) {
      Node at = start;
      for (int i = 0; i < name.length(); i++) {
        at = at.next.computeIfAbsent(name.charAt(i), letter -> new Node());
      }
      at.ids.add(id);
    }

    /** Where they stand, in the order of the text. */
    List<Mention> in(String text) {
      List<Mention> found = new ArrayList<>();
      for (int i = 0; i < text.length(); i++) {
        if (i == 0 || !isWithin(text.charAt(i - 1))) {
          from(i, text, found);
        }
      }
      return found;
    }

    private void from(int first, String text, List<Mention> found) {
      Node at = start;
      int i = first;
      while (i < text.length()) {
        boolean gap = isGap(text.charAt(i));
        Node next = at.next.get(gap ? ' ' : Character.toLowerCase(text.charAt(i)));
        if (next == null) {
          return;
        }
        at = next;
        i++;
        while (gap && i < text.length() && isGap(text.charAt(i))) {
          i++;
        }
        if (i == text.length() || !isWithin(text.charAt(i))) {
          for (String id : at.ids) {
            found.add(new Mention(id, first, i));
          }
        }
      }
    }

    private static boolean isGap(char c) {
      return c == '-' || c == '_' || (c <= ' ' && Character.isWhitespace(c));
    }

    /** Whether a name goes on there. */
    private static boolean isWithin(char c) {
      return c == '-'
          || c == '_'
          || (c >= '0' && c <= '9')
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z');
    }
  }
}
