package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.Draft.Part;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** So many patterns are held against each other; then each is said to meet all. */
  private static final long MOST_STEPS = 50_000_000;

  private static final Pattern SECTION = Pattern.compile("\\^?\\[([^\\]]+)](?:\\[\\d+])?\\s*(.*)");
  private static final Pattern WORD = Pattern.compile("(?:\\\\.|[^\\s\\\\])+");
  private static final Pattern WILD = Pattern.compile("[*?\\\\]");
  private static final Pattern NAME_ANYWHERE = Pattern.compile("(/?\\*\\*/)?([^/]+)(/?)");
  private static final String NAME = "[^\\s@\\x00-\\x1f\\x7f-\\x9f]+";
  private static final Pattern OWNER = Pattern.compile("@" + NAME + "|" + NAME + "@" + NAME);

  private final Draft draft;
  private final Map<TreeSet<String>, Agent> agents = new LinkedHashMap<>();

  /** What is owned so far, by the folder at the root that it lies in. */
  private final Map<String, List<Owned>> owned = new LinkedHashMap<>();

  private long steps;
  private List<String> ofSection = List.of();

  private record Owned(PathPattern pattern, Agent owner) {}

  private CodeownersImport(Draft draft) {
    this.draft = draft;
  }

  /**
   * The policy, which parses.
   *
   * @param name what the file is called, for comments
   * @throws NotImportable if it names no owner
   */
  public static Imported policy(String name, byte[] file) throws NotImportable {
    Draft draft = new Draft(name);
    List<String> lines = draft.lines(file, MOST_BYTES);
    draft.head.add(
        "Made by `gatekeeper init` of "
            + draft.source
            + ". There the last line that matches a path decides; here each agent has the exceptions"
            + " that say the same. Owners are agents, and principals by their names.");
    draft.whole.add(Part.FORBIDS, "CODEOWNERS", 0, "it says who decides, wherever it lies");
    return PolicyText.of(draft, new CodeownersImport(draft)::read, lines);
  }

  private void read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String rule = lines.get(i).replaceFirst("(?:^|\\s)#.*", "").strip();
      Matcher section = SECTION.matcher(rule);
      if (section.matches()) {
        ofSection = words(section.group(2));
        String none = "the section `%s` was read as if it were none: in GitLab each has owners";
        leaveOut(i + 1, none.formatted(section.group(1)));
      } else if (!rule.isEmpty()) {
        rule(i + 1, words(rule));
      }
    }
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(found -> found.group()).toList();
  }

  private void rule(int line, List<String> words) {
    String written = words.isEmpty() ? "" : words.get(0);
    List<String> owners = words.size() > 1 ? words.subList(1, words.size()) : ofSection;
    for (String owner : owners) {
      if (!OWNER.matcher(owner).matches() || !YamlText.clean(owner).strip().equals(owner)) {
        leaveOut(line, "`" + owner + "` is no owner; the line was left out");
        return;
      }
    }
    if (written.isEmpty() || written.startsWith("!") || written.contains("[")) {
      leaveOut(line, "`" + written + "` is no pattern in CODEOWNERS");
      return;
    }
    try {
      List<String> names = owners.stream().map(o -> o.toLowerCase(Locale.ROOT)).distinct().toList();
      give(line, PathPattern.parse(pattern(written)), names);
    } catch (BadPattern e) {
      leaveOut(line, "`" + written + "` is no pattern: " + e.getMessage());
    }
  }

  /** As it is written here: {@code /} is all, a blank needs no escape, what is tied shows it. */
  private static String pattern(String written) {
    String text = written.equals("/") ? "*" : written.replace("\\ ", " ");
    int slash = text.indexOf('/');
    boolean tied = slash > 0 && slash < text.length() - 1 && !text.startsWith("**/");
    return tied ? "/" + text : text;
  }

  private void give(int line, PathPattern pattern, List<String> owners) throws BadPattern {
    @Nullable Agent owner = owners.isEmpty() ? null : agent(line, owners);
    String text = pattern.toString();
    boolean direct = text.endsWith("/*") && !text.endsWith("**/*");
    Set<Agent> all = meeting(pattern);
    if (owner != null) {
      all.add(owner);
      owned.computeIfAbsent(top(pattern), any -> new ArrayList<>()).add(new Owned(pattern, owner));
    }
    for (Agent agent : all) {
      List<String> before = agent.values(Part.OWNS);
      String not = agent == owner ? "" : "!";
      agent.again(Part.OWNS, not + text, line, direct ? alone(text) : "");
      if (direct) {
        if (agent == owner) {
          agent.again(Part.OWNS, "!" + text + "/**", line, "");
        }
        below(agent, text.substring(0, text.length() - 2), before, line);
      }
    }
  }

  private static String alone(String pattern) {
    return pattern.contains("**")
        ? "files directly there; in a folder of that name within such a folder they are nobody's"
        : "files directly there, as in CODEOWNERS";
  }

  /**
   * Gives an agent again what it had in the folders of a folder. CODEOWNERS means by {@code
   * folder/*} the files directly there; a pattern here covers all below what it matches.
   */
  private void below(Agent agent, String folder, List<String> before, int line) throws BadPattern {
    String all = folder + "/*/**";
    String lost = "what it had in folders of `" + folder + "/` can't all be said: some is nobody's";
    List<String> again = new ArrayList<>();
    for (String rule : before) {
      String not = rule.startsWith("!") ? "!" : "";
      String pattern = rule.substring(not.length());
      Optional<List<String>> said = below(folder, pattern);
      if (said.isEmpty()) {
        draft.leaveOut(agent, Part.OWNS, line, lost);
      }
      boolean none = said.isEmpty() && !not.isEmpty();
      for (String one : none ? List.of(all) : said.orElse(List.of())) {
        if (one.equals(all)) {
          again.clear();
        }
        if (not.isEmpty() || !again.isEmpty()) {
          again.add(not + one);
        }
      }
    }
    again.forEach(pattern -> agent.again(Part.OWNS, pattern, line, ""));
  }

  /**
   * What a pattern covers in the folders of a folder, as patterns; nothing if that can't be said.
   */
  private static Optional<List<String>> below(String folder, String pattern) throws BadPattern {
    String all = folder + "/*/**";
    if (apart(folder + "/", pattern)) {
      return Optional.of(List.of());
    }
    boolean literal = !WILD.matcher(folder).find();
    PathPattern whole = PathPattern.parse(pattern);
    if (!whole.canMeet(PathPattern.parse(all))) {
      return Optional.of(List.of());
    }
    if (pattern.equals(folder + "/*")
        || pattern.matches("(?:/?\\*\\*/)?\\*")
        || (literal
            && Stream.of("/\1/\1", "/\1\2\3/\1\2\3").allMatch(p -> covers(whole, folder + p)))) {
      return Optional.of(List.of(all));
    }
    String start = folder + "/";
    boolean inside = pattern.startsWith(start);
    String rest = inside ? pattern.substring(start.length()) : pattern;
    if (!literal && !inside) {
      return Optional.empty();
    }
    Matcher name = NAME_ANYWHERE.matcher(rest);
    boolean one = name.matches();
    if (one && (name.group(1) != null || !whole.anchored())) {
      String folders = start + name.group(2) + "/**";
      return Optional.of(List.of(start + "*/**/" + name.group(2) + name.group(3), folders));
    }
    boolean here = inside && !rest.startsWith("**/");
    boolean file = one && name.group(3).isEmpty();
    return here ? Optional.of(List.of(file ? pattern + "/**" : pattern)) : Optional.empty();
  }

  /** Whether two patterns differ in a letter before the first wildcard of either. */
  private static boolean apart(String one, String other) {
    int i = 0;
    while (i < Math.min(one.length(), other.length()) && one.charAt(i) == other.charAt(i)) {
      i++;
    }
    return other.startsWith("/")
        && i < Math.min(one.length(), other.length())
        && !WILD.matcher("" + one.charAt(i) + other.charAt(i)).find()
        && !WILD.matcher(one.substring(0, i)).find();
  }

  private static boolean covers(PathPattern pattern, String path) {
    return pattern.covers(RepoPath.of(path.substring(1)), false);
  }

  private void leaveOut(int line, String what) {
    draft.leaveOut(draft.whole, Part.NOTES, line, what);
  }

  /** Who owns something that the pattern covers as well; in doubt too many, which is no harm. */
  private Set<Agent> meeting(PathPattern pattern) {
    Set<Agent> found = new LinkedHashSet<>();
    String top = top(pattern);
    for (Map.Entry<String, List<Owned>> near : owned.entrySet()) {
      if (top.isEmpty() || near.getKey().isEmpty() || near.getKey().equals(top)) {
        for (Owned one : near.getValue()) {
          if (!found.contains(one.owner)) {
            steps++;
            if (steps > MOST_STEPS || one.pattern.canMeet(pattern)) {
              found.add(one.owner);
            }
          }
        }
      }
    }
    return found;
  }

  /** The folder at the root that all lies in that the pattern matches; empty if it is not one. */
  private static String top(PathPattern pattern) {
    return pattern.toString().replaceFirst("^/([^/*?\\\\]+)/.+$|.*", "$1");
  }

  private Agent agent(int line, List<String> owners) {
    @Nullable Agent known = agents.get(new TreeSet<>(owners));
    if (known != null) {
      return known;
    }
    Agent agent =
        draft.agent(String.join("-", owners.stream().map(CodeownersImport::shortName).toList()));
    agents.put(new TreeSet<>(owners), agent);
    agent.add(Part.TITLE, YamlText.clean(String.join(", ", owners)), line, "");
    for (String owner : owners) {
      String name = owner.startsWith("@") ? owner.substring(1) : owner;
      if (Actor.isReserved(name)) {
        String reserved = "` was left out: no principal may have that name, which is reserved";
        draft.leaveOut(agent, Part.PRINCIPALS, line, "`" + owner + reserved);
      } else if (Principal.isValid(name)) {
        boolean team = owner.startsWith("@") && owner.contains("/");
        String remark = team ? "`" + owner + "` is a team: put in the names of its members" : "";
        agent.add(Part.PRINCIPALS, name, line, remark);
      }
    }
    if (owners.size() > 1) {
      agent.add(
          Part.OWNS,
          "",
          line,
          "these own it together: an agent as which each of them may push; no path is two agents'");
    }
    return agent;
  }

  /** The part of an owner that tells it from others: a user, a team, the name in an address. */
  private static String shortName(String owner) {
    String name = owner.startsWith("@") ? owner.substring(1) : owner.split("@", 2)[0];
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
