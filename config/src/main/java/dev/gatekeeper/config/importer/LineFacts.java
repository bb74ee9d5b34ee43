package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentDraft.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What headings, items and sentences say of agents. */
final class LineFacts {
  private static final Pattern ARROW = Pattern.compile("\u2192|\u21d2|\u279c|\u2794|-{1,2}>|=>");
  private static final Pattern ORDER =
      Pattern.compile("(?iu)hand-?off|transition|order|sequence|pipeline|flow|depend|after");
  private static final Pattern CLAUSE =
      Pattern.compile(
          "(?iu)[.;](?:\\s|$)|\\s(?:because|since|so that)\\b"
              + "|,?\\sand\\s(?:starts?|must|may|can|is|has|waits?|runs?|works?|will|should|then)\\b");
  private static final Pattern EACH = Pattern.compile("(?iu)\\b(?:each|every agent|per agent)\\b");
  private static final Pattern TEMPORARY =
      Pattern.compile("(?i)[`/]*\\.?(?:tmp|temp|scratch)[/_-].*");
  private static final Set<Topic> OF_LISTS =
      Set.of(
          Topic.FORBIDS,
          Topic.OWNS,
          Topic.EXCLUDES,
          Topic.BRANCHES,
          Topic.BRIEF,
          Topic.SCRATCH,
          Topic.CHECKS);

  private final Draft draft;
  private final AgentNames names;
  private final Facts facts;

  /** Who has an item in the list below a label or heading, by its line. */
  private final Map<Integer, Set<String>> inList = new HashMap<>();

  LineFacts(Draft draft, AgentNames names, Facts facts) {
    this.draft = draft;
    this.names = names;
    this.facts = facts;
  }

  /** Takes note of who stands in one list with whom. */
  void index(List<Block> blocks) {
    for (Block block : blocks) {
      if (block instanceof Block.Item item && !item.above().isEmpty()) {
        inList
            .computeIfAbsent(item.above().get(0).line(), line -> new LinkedHashSet<>())
            .addAll(names.subjects(item.words().plain()));
      }
    }
  }

  void heading(Block.Heading heading) {
    String text = heading.words().plain();
    chain(heading.words(), heading.above());
    for (String id : names.subjects(text)) {
      if (!ARROW.matcher(text).find()) {
        facts.title(id, heading.words().line(), TableFacts.remainder(Words.bare(text)));
      }
    }
  }

  void said(Said words, List<Said> above) {
    String text = words.plain();
    if (chain(words, above)) {
      return;
    }
    List<String> own = names.subjects(text);
    List<String> subjects = own.isEmpty() ? above(names, above) : own;
    titleInBrackets(words, text);
    String key = Words.key(text);
    String value = key.isEmpty() ? text : Words.value(text);
    Optional<Topic> ofKey =
        key.isEmpty()
            ? Optional.empty()
            : Topic.ofColumn(key).filter(topic -> topic != Topic.AGENT);
    for (String id : subjects) {
      facts.order(id, words.line(), text);
      if (ofKey.isPresent()) {
        put(id, ofKey.get(), words, value, above);
      } else {
        inContext(id, words, own.isEmpty() ? text : value, own.isEmpty(), above);
      }
    }
  }

  private void put(String id, Topic topic, Said words, String value, List<Said> above) {
    boolean all = topic == Topic.BRIEF;
    if (topic == Topic.ESTIMATE && EACH.matcher(value).find() && above.size() > 1) {
      for (String each : inList.getOrDefault(above.get(1).line(), Set.of(id))) {
        facts.put(each, topic, words.line(), value);
      }
      return;
    }
    if (topic != Topic.TITLE || !names.subjects(words.plain()).isEmpty()) {
      facts.put(id, topic, words.line(), all ? words.text() : value);
    }
  }

  private void inContext(String id, Said words, String value, boolean inherited, List<Said> above) {
    Optional<Topic> topic = Topic.of(above);
    Optional<Estimates.Time> time = Estimates.in(value);
    if (!inherited && PathWords.isOnePattern(value) && isScratch(value, topic)) {
      facts.scratch(draft.agent(id), words.line(), value);
    } else if (!inherited && time.isPresent() && time.get().start() == 0) {
      facts.put(id, Topic.ESTIMATE, words.line(), value);
    } else if (topic.isPresent()
        && OF_LISTS.contains(topic.get())
        && isOfTopic(topic.get(), above)) {
      if (!value.isEmpty() && !Words.key(value + " ").equals(value)) {
        facts.put(id, topic.get(), words.line(), value);
      }
      if (topic.get() == Topic.CHECKS) {
        sentence(id, words, value, inherited);
      }
    } else {
      sentence(id, words, value, inherited);
      if (!inherited) {
        facts.title(id, words.line(), TableFacts.remainder(Words.bare(words.text())));
      }
    }
  }

  private static boolean isScratch(String value, Optional<Topic> topic) {
    return topic.equals(Optional.of(Topic.SCRATCH)) || TEMPORARY.matcher(value).matches();
  }

  /** Whether the topic stands near: a far heading does not make a list of every item below it. */
  private static boolean isOfTopic(Topic topic, List<Said> above) {
    List<Said> near = above.subList(0, Math.min(3, above.size()));
    return Topic.of(near).equals(Optional.of(topic));
  }

  /** {@code Agent 1 must not touch src/}. */
  private void sentence(String id, Said words, String text, boolean inherited) {
    for (Topic topic : inherited ? List.of(Topic.FORBIDS) : List.of(Topic.FORBIDS, Topic.OWNS)) {
      String rest = CLAUSE.split(topic.after(text), 2)[0].strip();
      boolean hasPath = PathWords.in(rest).stream().anyMatch(found -> !found.pattern().isEmpty());
      if (hasPath || (!inherited && !rest.isEmpty())) {
        facts.put(id, topic, words.line(), rest);
        return;
      }
    }
  }

  /** {@code Agent 1 (Performance)}. */
  private void titleInBrackets(Said words, String text) {
    names.mentions(text).stream()
        .limit(1)
        .filter(mention -> names.subjects(text).equals(List.of(mention.id())))
        .filter(mention -> text.substring(mention.end()).strip().startsWith("("))
        .forEach(
            mention ->
                facts.title(
                    mention.id(),
                    words.line(),
                    text.substring(mention.end()).strip().replaceAll("^\\(|\\).*$", "")));
  }

  /** {@code Agent 1 -> Agent 2}: who comes after whom. */
  private boolean chain(Said words, List<Said> above) {
    String text = words.plain();
    String[] links = ARROW.split(text, -1);
    if (links.length < 2
        || !(ORDER.matcher(text).find()
            || above.stream().limit(2).anyMatch(said -> said.has(ORDER)))) {
      return false;
    }
    List<List<String>> chain = new ArrayList<>();
    for (String link : links) {
      List<String> ids =
          names.mentions(link).stream().map(AgentNames.Mention::id).distinct().toList();
      if (ids.isEmpty()) {
        return false;
      }
      chain.add(ids);
    }
    for (int i = 1; i < chain.size(); i++) {
      for (String id : chain.get(i)) {
        for (String before : chain.get(i - 1)) {
          if (!id.equals(before)) {
            draft.agent(id).add(Part.AFTER, before, words.line(), "");
          }
        }
      }
    }
    return true;
  }

  /** Whom the nearest words above are about; at an arrow, whose handoff it is. */
  static List<String> above(AgentNames names, List<Said> above) {
    for (Said said : above) {
      String text = said.plain();
      List<String> mentioned =
          names.mentions(text).stream().map(AgentNames.Mention::id).distinct().toList();
      if (mentioned.size() > 1 && ARROW.matcher(text).find()) {
        return mentioned.subList(0, 1);
      }
      List<String> subjects = names.subjects(text);
      if (!subjects.isEmpty()) {
        return subjects;
      }
      if (mentioned.size() == 1) {
        return mentioned;
      }
    }
    return List.of();
  }

  /** How long a text says that work takes, as a policy writes it. */
  static final class Estimates {
    private static final String NUMBER = "(\\d{1,4}(?:\\.\\d{1,2})?)";
    private static final String UNIT =
        "(h|hrs?|hours?|m|mins?|minutes?|d|days?|w|wks?|weeks?|months?)";
    private static final Pattern TIME =
        Pattern.compile(
            "(?i)(?<![\\w.])"
                + NUMBER
                + "\\s*+"
                + UNIT
                + "?\\s*+(?:(?:-|\u2013|\u2014|to)\\s*"
                + NUMBER
                + "\\s*)?"
                + UNIT
                + "(?![\\w])");

    private Estimates() {}

    /**
     * A time that was found.
     *
     * @param estimate such as {@code 8h-10h}; empty if it is in days or weeks, which are not a
     *     fixed number of hours of work
     * @param written what the plan says
     * @param start where it starts in the text
     */
    record Time(String estimate, String written, int start) {}

    /** The first time in a text. */
    static Optional<Time> in(String text) {
      Matcher matcher = TIME.matcher(text);
      if (!matcher.find()) {
        return Optional.empty();
      }
      String unit = matcher.group(4);
      String firstUnit = matcher.group(2) == null ? unit : matcher.group(2);
      String most = matcher.group(3) == null ? matcher.group(1) : matcher.group(3);
      Optional<Long> from = minutes(matcher.group(1), firstUnit);
      Optional<Long> to = minutes(most, unit);
      boolean sound =
          from.isPresent() && to.isPresent() && from.get() > 0 && from.get() <= to.get();
      String estimate = "";
      if (sound) {
        estimate =
            from.get().equals(to.get()) ? time(to.get()) : time(from.get()) + "-" + time(to.get());
      }
      return Optional.of(new Time(estimate, matcher.group(), matcher.start()));
    }

    private static Optional<Long> minutes(String number, String unit) {
      int each =
          switch (unit.toLowerCase(Locale.ROOT).charAt(0)) {
            case 'h' -> 60;
            case 'm' -> unit.toLowerCase(Locale.ROOT).startsWith("mo") ? 0 : 1;
            default -> 0;
          };
      BigDecimal minutes = new BigDecimal(number).multiply(BigDecimal.valueOf(each));
      return each == 0 || minutes.stripTrailingZeros().scale() > 0
          ? Optional.empty()
          : Optional.of(minutes.longValueExact());
    }

    private static String time(long minutes) {
      return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
    }
  }
}
