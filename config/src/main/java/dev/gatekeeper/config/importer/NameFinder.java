package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentNames.Mention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many names in a text at once, in either case, as words of their own. Between the words of a
 * name any blanks, dashes and underscores may stand.
 */
final class NameFinder {
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
