package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
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

  private static final Pattern WORD = Pattern.compile("(?:\\\\.|[^\\s\\\\])+");
  private static final String WILD = "[*?\\\\]";
  private static final Pattern NAME_ANYWHERE = Pattern.compile("(/?\\*\\*/)?([^/]+)(/?)");
  private static final String NAME = "[^\\s@\\p{C}\\p{Z}]+";
  private static final Pattern OWNER = Pattern.compile("@" + NAME + "|" + NAME + "@" + NAME);

  /** What lies where a policy protects by default, so that no agent may change it. */
  private static final Pattern PROTECTED =
      Pattern.compile(
          "/\\.github(?:/.*)?|/gatekeeper\\.yml|/\\.gitmodules|(?:.*/)?\\.gitattributes");

  private final Draft draft;
  private final Map<Set<String>, Agent> agents = new HashMap<>();
  private final Map<Agent, List<PathPattern>> owned = new LinkedHashMap<>();
  private long steps;

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
            + ". There the last line that matches a path decides; here each agent has the"
            + " exceptions that say the same. Owners are agents, and principals by their names.");
    draft.whole.add(Label.FORBIDS, "CODEOWNERS", 0, "it says who decides, wherever it lies");
    return PolicyText.of(draft, new CodeownersImport(draft)::read, lines);
  }

  private void read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String rule = lines.get(i).replaceFirst("(?:^|\\s)#.*", "").strip();
      List<String> words = WORD.matcher(rule).results().map(MatchResult::group).toList();
      if (!rule.isEmpty()) {
        rule(i + 1, words.isEmpty() ? List.of("") : words);
      }
    }
  }

  private void rule(int line, List<String> words) {
    String written = words.get(0);
    List<String> owners = words.subList(1, words.size());
    List<String> others = owners.stream().filter(OWNER.asMatchPredicate().negate()).toList();
    try {
      if (!others.isEmpty()) {
        leaveOut(line, "`" + others.get(0) + "` is no owner; the line was left out");
      } else if (written.isEmpty() || written.startsWith("!") || written.contains("[")) {
        leaveOut(line, "`" + written + "` is no pattern in CODEOWNERS");
      } else {
        Stream<String> names = owners.stream().map(o -> o.toLowerCase(Locale.ROOT));
        give(line, PathPattern.parse(pattern(written)), names.distinct().toList());
      }
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
    if (owner != null && PROTECTED.matcher(text).matches()) {
      draft.leaveOut(
          owner, Label.OWNS, line, "`" + text + "` is protected: no agent may change it");
    }
    if (owner != null) {
      all.add(owner);
      owned.computeIfAbsent(owner, any -> new ArrayList<>()).add(pattern);
    }
    for (Agent agent : all) {
      List<String> before = agent.values(Label.OWNS);
      String not = agent == owner ? "" : "!";
      agent.again(Label.OWNS, not + text, line, direct ? alone(text) : "");
      if (direct && agent == owner) {
        agent.again(Label.OWNS, "!" + text + "/**", line, "");
      }
      if (direct) {
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
        draft.leaveOut(agent, Label.OWNS, line, lost);
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
    again.forEach(pattern -> agent.again(Label.OWNS, pattern, line, ""));
  }

  /** What a pattern covers in the folders of a folder; nothing if that can't be said. */
  private static Optional<List<String>> below(String folder, String pattern) throws BadPattern {
    String start = folder + "/";
    String all = start + "*/**";
    boolean literal = start.split(WILD, 2).length == 1;
    if (apart(start, pattern) || !PathPattern.parse(pattern).canMeet(PathPattern.parse(all))) {
      return Optional.of(List.of());
    }
    PathPattern whole = PathPattern.parse(pattern);
    boolean probed =
        literal
            && Stream.of("\1/\1", "\1\2\3/\1\2\3")
                .allMatch(p -> whole.covers(RepoPath.of(start.substring(1) + p), false));
    if (probed || pattern.equals(folder + "/*") || pattern.matches("(?:/?\\*\\*/)?\\*")) {
      return Optional.of(List.of(all));
    }
    boolean inside = pattern.startsWith(start);
    String rest = inside ? pattern.substring(start.length()) : pattern;
    Matcher name = NAME_ANYWHERE.matcher(rest);
    boolean one = name.matches();
    if ((literal || inside) && one && (name.group(1) != null || !whole.anchored())) {
      String named = name.group(2);
      return Optional.of(List.of(start + "*/**/" + named + name.group(3), start + named + "/**"));
    }
    boolean file = one && name.group(3).isEmpty();
    return inside && !rest.startsWith("**/")
        ? Optional.of(List.of(file ? pattern + "/**" : pattern))
        : Optional.empty();
  }

  /** Whether two patterns differ in a letter before the first wildcard of either. */
  private static boolean apart(String one, String other) {
    String start = one.split(WILD, 2)[0];
    String plain = other.split(WILD, 2)[0];
    return other.startsWith("/") && !start.startsWith(plain) && !plain.startsWith(start);
  }

  private void leaveOut(int line, String what) {
    draft.leaveOut(draft.whole, Label.NONE, line, what);
  }

  /** Who owns something that the pattern covers as well; in doubt too many, which is no harm. */
  private Set<Agent> meeting(PathPattern pattern) {
    Set<Agent> found = new LinkedHashSet<>();
    owned.forEach(
        (agent, patterns) -> {
          if (patterns.stream().anyMatch(one -> ++steps > MOST_STEPS || one.canMeet(pattern))) {
            found.add(agent);
          }
        });
    return found;
  }

  private Agent agent(int line, List<String> owners) {
    @Nullable Agent known = agents.get(Set.copyOf(owners));
    if (known != null) {
      return known;
    }
    Agent agent =
        draft.agent(String.join("-", owners.stream().map(CodeownersImport::shortName).toList()));
    agents.put(Set.copyOf(owners), agent);
    agent.add(Label.TITLE, YamlText.clean(String.join(", ", owners)), line, "");
    for (String owner : owners) {
      String name = owner.startsWith("@") ? owner.substring(1) : owner;
      if (Actor.isReserved(name)) {
        String reserved = "` was left out: no principal may have that name, which is reserved";
        draft.leaveOut(agent, Label.PRINCIPALS, line, "`" + owner + reserved);
      } else if (Principal.isValid(name)) {
        boolean team = owner.startsWith("@") && owner.contains("/");
        String remark = team ? "`" + owner + "` is a team: put in the names of its members" : "";
        agent.add(Label.PRINCIPALS, name, line, remark);
      }
    }
    String together =
        "these own it together: an agent as which each of them may push; no path is two agents'";
    if (owners.size() > 1) {
      agent.add(Label.OWNS, "", line, together);
    }
    return agent;
  }

  /** The part of an owner that tells it from others: a user, a team, the name in an address. */
  private static String shortName(String owner) {
    return owner.replaceFirst("^@", "").replaceFirst("@.*", "").replaceFirst("^.*/", "");
  }
}
