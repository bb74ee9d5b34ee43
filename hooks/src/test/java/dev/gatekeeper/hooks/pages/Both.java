package dev.gatekeeper.hooks.pages;

import dev.gatekeeper.hooks.pages.Page.Said;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Two lists of words that have to be the same: what the pages say, and what the program has. */
final class Both {
  private Both() {}

  /**
   * What is in one of them alone, each with its place.
   *
   * @param kind what they are, such as {@code code}
   * @param place where the pages have to say what the program has
   */
  static List<String> differences(
      String kind, String place, Collection<Said> said, Collection<String> there) {
    List<String> found = new ArrayList<>(unknown(kind, said, there));
    Set<String> words = said.stream().map(Said::text).collect(Collectors.toSet());
    for (String word : new TreeSet<>(there)) {
      if (!words.contains(word)) {
        found.add(place + ": the " + kind + " `" + word + "` of the program is missing here");
      }
    }
    return found;
  }

  /** What the pages say alone. */
  static List<String> unknown(String kind, Collection<Said> said, Collection<String> there) {
    return said.stream()
        .filter(word -> !there.contains(word.text()))
        .map(word -> word.at() + ": `" + word.text() + "` is no " + kind + " of the program")
        .toList();
  }
}
