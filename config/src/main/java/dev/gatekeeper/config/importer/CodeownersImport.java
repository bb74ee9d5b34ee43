package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentDraft.Part;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy made of a CODEOWNERS file. There the last line that matches decides for everybody; so
 * what an agent owns is its own lines, and an exception for each later line that gives some of it
 * to others. Those who own lines together are an agent together, as which each of them may push: so
 * no path is two agents'.
 */
public final class CodeownersImport {
  /** The most bytes that GitHub reads. */
  static final int MOST_BYTES = 3 << 20;

  private final Draft draft;
  private final Map<TreeSet<String>, AgentDraft> agents = new LinkedHashMap<>();

  private final Ids ids = new Ids();
  private final OwnedPatterns owned = new OwnedPatterns();

  private CodeownersImport(Draft draft) {
    this.draft = draft;
  }

  /**
   * The text of the policy, which parses.
   *
   * @param name what the file is called, for comments
   * @throws NotImportable if it names no owner
   */
  public static String policy(String name, byte[] file) throws NotImportable {
    Draft draft = new Draft(name);
    if (file.length > MOST_BYTES) {
      throw new NotImportable(
          "`" + draft.source() + "` has " + file.length + " bytes",
          "at most " + MOST_BYTES + " are read, as GitHub does");
    }
    CodeownersImport read = new CodeownersImport(draft);
    try {
      OwnersLine.of(new String(file, StandardCharsets.UTF_8)).forEach(read::line);
    } catch (Draft.Room.Full e) {
      throw PolicyText.tooMuch(draft);
    }
    draft.head(
        "Made by `gatekeeper init` of "
            + draft.source()
            + ", whose lines are named where something comes from them. There the last line that"
            + " matches a path decides; here each agent has the exceptions that say the same.");
    draft.head(
        "Owners are agents here, and principals by their names: see whether those can push.");
    return PolicyText.of(draft);
  }

  private void line(OwnersLine line) {
    if (!line.problem().isEmpty()) {
      draft.leaveOut(line.line(), line.problem());
      return;
    }
    if (line.pattern().startsWith("!") || line.pattern().contains("[")) {
      draft.leaveOut(line.line(), "`" + line.pattern() + "` is no pattern in CODEOWNERS");
      return;
    }
    String written = pattern(line.pattern());
    try {
      give(line, PathPattern.parse(written));
    } catch (BadPattern e) {
      draft.leaveOut(line.line(), "`" + line.pattern() + "` is no pattern: " + e.getMessage());
    }
  }

  /** As it is written here: {@code /} is all, and a blank needs no escape. */
  private static String pattern(String written) {
    return written.equals("/") || written.equals("/*") ? "/*" : written.replace("\\ ", " ");
  }

  private void give(OwnersLine line, PathPattern pattern) throws BadPattern {
    @Nullable AgentDraft owner = line.owners().isEmpty() ? null : agent(line);
    PathPattern exception = PathPattern.parse("!" + pattern);
    String narrower = remark(line, pattern);
    for (AgentDraft other : owned.meeting(pattern)) {
      if (other != owner) {
        other.again(Part.OWNS, exception.toString(), line.line(), narrower);
      }
    }
    if (owner != null) {
      owned.add(owner, pattern);
      owner.again(Part.OWNS, pattern.toString(), line.line(), narrower);
    }
  }

  /** What a line means in CODEOWNERS that can't be said here. */
  private static String remark(OwnersLine line, PathPattern pattern) {
    String text = pattern.toString();
    boolean direct = text.endsWith("/*") && !text.equals("/*") && !text.endsWith("**/*");
    return direct
        ? "in CODEOWNERS `%s` are files directly there; here it covers all below"
            .formatted(line.pattern())
        : "";
  }

  private AgentDraft agent(OwnersLine line) {
    @Nullable AgentDraft known = agents.get(line.set());
    if (known != null) {
      return known;
    }
    List<String> names = line.owners().stream().map(CodeownersImport::name).toList();
    AgentDraft agent = draft.agent(ids.lawful(String.join("-", names)));
    agents.put(line.set(), agent);
    agent.add(Part.TITLE, YamlText.clean(String.join(", ", line.owners())), line.line(), "");
    principals(agent, line);
    if (line.owners().size() > 1) {
      agent.remark(
          Part.OWNS,
          line.line(),
          "these own it together: an agent as which each of them may push; no path is two agents'");
    }
    return agent;
  }

  private static void principals(AgentDraft agent, OwnersLine line) {
    for (String owner : line.owners()) {
      boolean team = owner.startsWith("@") && owner.contains("/");
      String name = owner.startsWith("@") ? owner.substring(1) : owner;
      if (Actor.isReserved(name)) {
        agent.remark(
            Part.PRINCIPALS,
            line.line(),
            "`" + owner + "` was left out: no principal may have that name, which is reserved");
      } else if (Principal.isValid(name)) {
        String remark = team ? "`" + owner + "` is a team: put in the names of its members" : "";
        agent.add(Part.PRINCIPALS, name, line.line(), remark);
      }
    }
  }

  /** The part of an owner that tells it from others: a user, a team, the name in an address. */
  private static String name(String owner) {
    String name = owner.startsWith("@") ? owner.substring(1) : owner.split("@", 2)[0];
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * A line of a CODEOWNERS file.
   *
   * @param pattern as written; empty for a line that is none
   * @param owners in lower case, in their order
   * @param problem why it is none, for a line that was left out; else empty
   */
  private record OwnersLine(int line, String pattern, List<String> owners, String problem) {
    private static final Pattern SECTION =
        Pattern.compile("\\^?\\[([^\\]]+)](?:\\[\\d+])?\\s*(.*)");
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
}
