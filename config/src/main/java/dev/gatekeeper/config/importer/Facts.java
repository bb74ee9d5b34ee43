package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentDraft.Part;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what a plan says of an agent into the draft, or says there why it could not. */
final class Facts {
  private static final Pattern NOTHING =
      Pattern.compile(
          "(?iu)\\W*+(?:none|nothing|nobody|no one|n/?a|no|independent|any ?time)?\\b[^\\w(]*+(?:\\(.*\\))?\\W*+");
  private static final Pattern EVERYBODY =
      Pattern.compile(
          "(?iu)\\W*+(?:all|every(?:one|body)?|any(?:one|body)?)(?: (?:the )?others?)?(?: agents?)?(?: else)?\\W*+");
  private static final Pattern AFTER =
      Pattern.compile(
          "(?iu)\\b(?:after|depends on|dependent on|blocked by|waits? (?:for|on)|requires|builds on|follows)"
              + "\\s+(?:the |completion of |handoff of |validated |work of )*");
  private static final Pattern BETWEEN =
      Pattern.compile("(?iu)\\s*+(?:,|&|\\+|and|or)?+\\s*+(?:and\\s*+)?+");

  /** So near stands the next of those that are named together, in characters. */
  private static final int FARTHEST = 40;

  private static final Pattern FIRST =
      Pattern.compile(
          "(?iu)\\b(?:must|has to|needs to|should) (?:complete|finish|be done|run|go|start) first\\b");
  private static final Pattern BRANCH =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*(?:/\\*{1,2})?");

  private final Draft draft;
  private final AgentNames names;

  Facts(Draft draft, AgentNames names) {
    this.draft = draft;
    this.names = names;
  }

  /** What the plan says about that topic. */
  void put(String id, Topic topic, int line, String text) {
    draft.room().take(text);
    AgentDraft agent = draft.agent(id);
    switch (topic) {
      case OWNS -> patterns(agent, Part.OWNS, line, text);
      case FORBIDS -> patterns(agent, Part.FORBIDS, line, text);
      case AFTER -> others(agent, Part.AFTER, line, text);
      case EXCLUDES -> others(agent, Part.EXCLUDES, line, text);
      case ESTIMATE -> estimate(agent, line, text);
      case SCRATCH -> scratch(agent, line, text);
      case BRANCHES -> branches(agent, line, text);
      case BRIEF -> brief(agent, line, text);
      case CHECKS -> commands(agent, line, text);
      case TITLE -> title(id, line, text);
      case BESIDE, AGENT -> {
        // With whom it may run is what is left of `excludes`.
      }
    }
  }

  /** The order that a sentence about the agent tells: {@code can start after Agent 1}. */
  void order(String id, int line, String text) {
    draft.room().take(text);
    AgentDraft agent = draft.agent(id);
    Matcher after = AFTER.matcher(text);
    while (after.find()) {
      int end = after.end();
      for (AgentNames.Mention mention : names.mentions(text)) {
        boolean next =
            mention.start() >= end
                && mention.start() - end <= FARTHEST
                && BETWEEN.matcher(text.substring(end, mention.start())).matches();
        if (next || mention.end() == end) {
          add(agent, Part.AFTER, line, mention.id());
          end = mention.end();
        }
      }
    }
    if (FIRST.matcher(text).find()) {
      agent.remark(
          Part.AFTER,
          line,
          "\"" + Words.bare(text) + "\": who waits for it is what the others say");
    }
  }

  /** The title, if it has none yet and the text can be one. */
  void title(String id, int line, String text) {
    String title =
        Words.withoutEnd(YamlText.clean(Words.bare(text)).split("\\(", 2)[0].strip(), ":.").strip();
    boolean isTitle =
        !title.isEmpty()
            && title.length() <= 80
            && Character.isLetter(title.codePointAt(0))
            && !PathWords.isOnePattern(title);
    if (isTitle && !draft.agent(id).has(Part.TITLE)) {
      draft.agent(id).add(Part.TITLE, title, line, "");
    }
  }

  void scratch(AgentDraft agent, int line, String text) {
    for (PathWords.Found found : PathWords.in(text)) {
      if (found.pattern().isEmpty() || found.pattern().get(0).startsWith("!")) {
        agent.remark(Part.SCRATCH, line, found.remark());
      }
      for (String pattern : found.pattern()) {
        boolean folder = pattern.endsWith("/");
        agent.add(
            Part.SCRATCH,
            folder ? pattern : pattern + "/",
            line,
            folder ? found.remark() : "`" + pattern + "` is a folder, with a slash at its end");
      }
    }
  }

  private static void patterns(AgentDraft agent, Part part, int line, String text) {
    for (PathWords.Found found : PathWords.in(text)) {
      if (found.pattern().isEmpty()) {
        agent.remark(part, line, found.remark());
      }
      found.pattern().forEach(pattern -> agent.add(part, pattern, line, found.remark()));
    }
  }

  private void others(AgentDraft agent, Part part, int line, String text) {
    List<String> named = names.inList(text);
    if (named.isEmpty() && EVERYBODY.matcher(Words.bare(text)).matches()) {
      names.ids().stream()
          .filter(id -> !id.equals(agent.id()))
          .forEach(id -> add(agent, part, line, id));
    } else if (named.isEmpty() && !NOTHING.matcher(Words.bare(text)).matches()) {
      agent.remark(part, line, "\"" + Words.bare(text) + "\" names no agent");
    }
    named.forEach(id -> add(agent, part, line, id));
  }

  private static void add(AgentDraft agent, Part part, int line, String id) {
    if (id.equals(agent.id())) {
      agent.remark(part, line, "it names the agent itself, which was left out");
    } else {
      agent.add(part, id, line, "");
    }
  }

  private static void estimate(AgentDraft agent, int line, String text) {
    Optional<LineFacts.Estimates.Time> time = LineFacts.Estimates.in(text);
    if (time.isEmpty()) {
      return;
    }
    if (time.get().estimate().isEmpty()) {
      agent.remark(
          Part.ESTIMATE,
          line,
          "\"" + time.get().written() + "\" is no number of hours of work, such as 8h or 8h-10h");
    } else {
      agent.add(Part.ESTIMATE, time.get().estimate(), line, "");
    }
  }

  private static void branches(AgentDraft agent, int line, String text) {
    for (String word : Words.bare(text).split("[\\s,;]+", -1)) {
      boolean looksLike =
          word.indexOf('/') > 0 || word.indexOf('-') > 0 || text.contains("`" + word + "`");
      if (looksLike && BRANCH.matcher(word).matches() && isBranch(word)) {
        agent.add(Part.BRANCHES, word, line, "");
      } else if (looksLike) {
        agent.remark(Part.BRANCHES, line, "\"" + word + "\" is no name of a branch");
      }
    }
  }

  private static boolean isBranch(String pattern) {
    try {
      String name = PathPattern.parse(pattern).toString().replace('*', 'x');
      return !name.endsWith("/")
          && !name.equals("HEAD")
          && !name.startsWith("refs/")
          && RefName.branch(name).fault().isEmpty();
    } catch (BadPattern e) {
      return false;
    }
  }

  private static void brief(AgentDraft agent, int line, String text) {
    agent.add(Part.BRIEF, Words.plain(text), line, "");
    if (Words.key(Words.plain(text)).toLowerCase(Locale.ROOT).contains("criteria")) {
      agent.remark(
          Part.VALIDATE,
          line,
          "\"" + Words.bare(text) + "\" is prose: write what of it a machine can hold as a check");
    }
  }

  /** Commands in backticks. */
  private static void commands(AgentDraft agent, int line, String text) {
    String[] parts = Words.plain(text).split("`", -1);
    for (int i = 1; i < parts.length - 1; i += 2) {
      String command = YamlText.clean(parts[i]).strip();
      if (command.indexOf(' ') > 0 || command.startsWith("./") || command.equals("make")) {
        check(agent, line, command, "", "");
      }
    }
  }

  /** A command of the plan, as a check of that agent. */
  static void check(AgentDraft agent, int line, String command, String title, String comment) {
    Commands.Made made = Commands.check(command, title, comment);
    made.check().forEach(check -> agent.add(check, line));
    if (made.check().isEmpty()) {
      agent.remark(Part.VALIDATE, line, "`" + command + "` was left out: " + made.why());
    }
  }
}
