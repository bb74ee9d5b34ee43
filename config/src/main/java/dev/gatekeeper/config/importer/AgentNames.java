package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.Draft.Agent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The agents that a plan speaks of, and where a text names them. */
final class AgentNames {
  private static final String KIND =
      "(?:[Aa]gent|[Ww]orker|[Ll]ane|[Ww]orkstream|[Ss]tream|[Tt]rack|[Rr]ole|[Tt]eam|[Bb]ot)";

  /** {@code Agent 1}, {@code Lane B}, {@code Agent ALPHA}. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "^[^\\w/]{0,6}("
              + KIND
              + "s? ?[#-]?(?:\\d{1,4}|[A-Z]{1,12}|Alpha|Beta|Gamma|Delta))(?![\\w/]|[.-]\\w)");

  /** {@code Backend Agent}, {@code Role: Tester}, {@code Backend owns}. */
  private static final Pattern CALLED =
      Pattern.compile(
          "^(?!(?i:each|every|any|all|no|per|of|for|the|what|which|who|nobody|multi|single|other"
              + "|another|if)\\b)(?:(\\w[\\w-]*(?: \\w[\\w-]*)? "
              + KIND
              + ")(?=$| ?[:(\u2013\u2014-])|"
              + KIND
              + ": (\\w[\\w-]*(?: \\w[\\w-]*){0,2})$|(\\w[\\w&/ -]{0,40}?) (?i:owns:?)$)");

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int MOST_WORDS = 8;

  private final Draft draft;
  private final Map<String, Agent> byName = new HashMap<>();

  AgentNames(Draft draft) {
    this.draft = draft;
  }

  /** An agent that a text begins with, and all that stands behind its name. */
  record Lead(Agent agent, String rest) {}

  /** Makes an agent known that the text begins with by its number, or in a title by its name. */
  void introduce(String text, boolean title) {
    Matcher numbered = NUMBERED.matcher(text);
    Matcher called = CALLED.matcher(text);
    if (numbered.find()) {
      named(numbered.group(1));
    } else if (title && called.find() && (called.group(3) == null || lead(text).isEmpty())) {
      IntStream.rangeClosed(1, 3)
          .mapToObj(called::group)
          .filter(Objects::nonNull)
          .forEach(this::named);
    }
  }

  /** The agent of that name, made known if it was not. */
  Agent named(String name) {
    return byName.computeIfAbsent(key(name), key -> draft.agent(key));
  }

  Optional<Lead> lead(String text) {
    Optional<Lead> found = Optional.empty();
    String all = text.replaceFirst("^" + KIND + ": (?=\\w)", "");
    Matcher word = WORD.matcher(all);
    for (int i = 0; i < MOST_WORDS && word.find(); i++) {
      String rest = all.substring(word.end());
      @Nullable Agent agent = byName.get(key(all.substring(0, word.end())));
      if (agent != null && !rest.matches("(?s)[/\\w].*|[.-]\\w.*")) {
        found = Optional.of(new Lead(agent, rest));
      }
    }
    return found;
  }

  /** Those that a text lists, {@code Agents 2, 3 and 4}, by their words; none for other words. */
  Map<String, Optional<Lead>> list(String text) {
    String kind = text.replaceFirst("(?s)^(" + KIND + ")s? .*|.*", "$1") + " ";
    Map<String, Optional<Lead>> found = new LinkedHashMap<>();
    for (String part : text.split("\\s*(?:[,;&+/]| and |<br>)\\s*(?:and )?", -1)) {
      found.put(part.strip(), lead(part).or(() -> lead(kind + part.strip())));
    }
    return found;
  }

  private static String key(String name) {
    String words = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return words.replaceFirst(
        "^(agent|worker|lane|workstream|stream|track|team|bot)s (?=\\w)", "$1 ");
  }
}
