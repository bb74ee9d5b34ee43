package dev.gatekeeper.config.importer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a column, a label or a heading is about, recognised by the words that people use for it. The
 * order matters: of two topics whose words are found, the first counts. {@code docs/import.md}
 * lists the words.
 */
enum Topic {
  /** What an agent must not change. */
  FORBIDS(
      "(?:must|may|should|shall|can|do|does) ?n[o']t,? (?:ever )?(?:touch|change|edit|modify|own|write|alter)"
          + "|(?:don't|cannot|can't|never) (?:touch|change|edit|modify|write|alter)"
          + "|avoid (?:touching|changing|editing|modifying)|stay out of|keep out of"
          + "|prohibit|forbid|off[- ]limits|out of bounds|not allowed|disallowed|no[- ]go"
          + "|hands off|restricted|read[- ]only",
      ""),
  /** With whom an agent must not run at the same time. */
  EXCLUDES(
      "(?:cannot|can ?not|can't|must not|may not|never|not|n't) (?:be )?(?:run|work|start|active)?"
          + " ?(?:with|alongside|beside|in parallel|together|concurrently)"
          + "|conflicts? with|exclud|incompatible|mutually exclusive",
      "conflicts"),
  /** With whom it may. */
  BESIDE(
      "(?:can|may) (?:run|work) (?:with|alongside|beside|in parallel|together)|runs? with"
          + "|parallel with|compatible|in parallel to",
      "parallel|alongside|together"),
  /** What it must know. */
  BRIEF(
      "(?:must|needs? to|should) know|background|context for|what to know|instructions"
          + "|success criteria|deliverables",
      "context|notes?|tasks?|goals?|objectives?|responsibilities|description|instructions|brief"
          + "|work|details"),
  /** What it may change. */
  OWNS(
      "\\bown(?:s|ed|ership)?\\b|territor|(?:may|can|is allowed to) (?:only )?"
          + "(?:touch|change|edit|modify|write)|allowed (?:files|paths|folders|directories)"
          + "|works? (?:only )?in\\b|responsible for",
      "files?|paths?|folders?|director(?:y|ies)|modules?|scope|globs?|patterns?|areas?|territory"
          + "|boundar(?:y|ies)|allowed|code|packages?|components?"),
  /** After whom it starts. */
  AFTER(
      "depends? on|\\bdependen(?:cy|cies|t)|prerequisite|waits? for|blocked by|starts? after"
          + "|runs? after|predecessor",
      "after|needs|requires"),
  /** How long it takes. */
  ESTIMATE("\\bduration|\\bestimat|\\beffort|time needed|\\btimeline", "time|hours"),
  /** A folder of its own for notes. */
  SCRATCH(
      "\\bscratch|temp(?:orary)? (?:dir|folder|files|space)|tmp (?:dir|folder)"
          + "|(?:agent-specific|own|private|working) (?:director|folder|dir\\b|space)|sandbox dir",
      "tmp|temp|workspace"),
  /** The branches it pushes. */
  BRANCHES("\\bbranch(?:es)?\\b", ""),
  /** What proves its work. */
  CHECKS(
      "validat|verif|\\bchecks?\\b|\\btests?\\b|acceptance|quality gate|\\bgates?\\b"
          + "|success|hand-?off|transition",
      "commands?|done when|definition of done|ci"),
  /** Who it is. */
  AGENT("", "agents?|(?:sub-?)?agent (?:name|id)|workers?|bots?|assignees?|owners?|teams?|who"),
  /** What it is for. */
  TITLE("speciali[sz]ation", "domain|title|role|focus|task name|purpose|theme|mission|topic|name");

  private final Pattern anywhere;
  private final Pattern whole;

  Topic(String anywhere, String whole) {
    this.anywhere = Pattern.compile(anywhere.isEmpty() ? "(?!)" : anywhere, flags());
    this.whole = Pattern.compile(whole.isEmpty() ? "(?!)" : "(?:the )?(?:" + whole + ")", flags());
  }

  private static int flags() {
    return Pattern.CASE_INSENSITIVE;
  }

  /** The topic of a column, or of a word before a colon. */
  static Optional<Topic> ofColumn(String text) {
    String plain = Words.plain(text).replaceAll("[^\\p{L}' -]", " ").strip();
    for (Topic topic : values()) {
      if (topic.whole.matcher(plain).matches()) {
        return Optional.of(topic);
      }
    }
    return ofSentence(plain);
  }

  /** The topic of a heading, a label or a sentence. */
  static Optional<Topic> ofSentence(String text) {
    String plain = Words.plain(text).replace('\u2019', '\'');
    for (Topic topic : values()) {
      if (topic.anywhere.matcher(plain).find()) {
        return Optional.of(topic);
      }
    }
    return Optional.empty();
  }

  /** The topic of the nearest that has one. */
  static Optional<Topic> of(List<Said> above) {
    for (Said said : above) {
      Optional<Topic> topic = said.topic();
      if (topic.isPresent() && topic.get() != AGENT && topic.get() != TITLE) {
        return topic;
      }
    }
    return Optional.empty();
  }

  /** What stands behind the words for this topic in a sentence; empty if they are not in it. */
  String after(String sentence) {
    var matcher = anywhere.matcher(sentence);
    return matcher.find() ? sentence.substring(matcher.end()) : "";
  }
}
