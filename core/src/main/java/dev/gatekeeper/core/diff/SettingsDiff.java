package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange.Kind;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.IntegrationSettings;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Policy.PathTest;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The differences between the settings of two policies. The order of names in a list means nothing,
 * that of checks does. Lists and checks are compared by their text, in which no two that differ
 * look alike.
 */
final class SettingsDiff {
  private final Optional<AgentId> who;
  private final List<PolicyChange> changes = new ArrayList<>();

  private SettingsDiff(Optional<AgentId> who) {
    this.who = who;
  }

  static List<PolicyChange> ofPlan(Policy older, Policy newer) {
    SettingsDiff diff = new SettingsDiff(Optional.empty());
    diff.value("plan", older.title(), newer.title());
    diff.value("identity", word(older.identity()), word(newer.identity()));
    diff.value("mode", word(older.mode()), word(newer.mode()));
    diff.integration(older.integration(), newer.integration());
    diff.value("submodules", older.contents().submodules(), newer.contents().submodules());
    diff.value(
        "windows_names",
        word(older.contents().windowsNames()),
        word(newer.contents().windowsNames()));
    diff.limits(older.limits(), newer.limits());
    diff.each("waivers", waivers(older), waivers(newer));
    diff.each("tests", tests(older), tests(newer));
    return diff.changes;
  }

  static List<PolicyChange> ofAgent(Agent before, Agent after) {
    SettingsDiff diff = new SettingsDiff(Optional.of(after.id()));
    diff.value("title", before.title(), after.title());
    diff.value("scratch", scratch(before), scratch(after));
    diff.names("principals", before.principals(), after.principals());
    diff.names("after", before.after(), after.after());
    diff.names("excludes", before.excludes(), after.excludes());
    diff.value("rewrite", before.rewrite(), after.rewrite());
    diff.value("ancestry", before.ancestry(), after.ancestry());
    diff.value("estimate", before.estimate(), after.estimate());
    diff.value("brief", before.brief(), after.brief());
    diff.checks("validate", before.validate(), after.validate());
    return diff.changes;
  }

  private void integration(IntegrationSettings before, IntegrationSettings after) {
    value("integration.branch", before.branch(), after.branch());
    names("integration.maintainers", before.maintainers(), after.maintainers());
    names("integration.validators", before.validators(), after.validators());
    value("integration.direct", before.direct(), after.direct());
    checks("integration.validate", before.validate(), after.validate());
    value("integration.tag", before.tag(), after.tag());
  }

  private void limits(Limits before, Limits after) {
    value("limits.commits", before.commits(), after.commits());
    value("limits.paths", before.paths(), after.paths());
    value("limits.seconds", before.time().toSeconds(), after.time().toSeconds());
    value("limits.pack", before.pack(), after.pack());
    value("limits.object", before.object(), after.object());
  }

  private static List<String> waivers(Policy policy) {
    return policy.waivers().stream().map(SettingsDiff::waiver).toList();
  }

  private static String waiver(Waiver waiver) {
    return "%s may change [%s] until %s: %s"
        .formatted(
            waiver.agent(),
            Quoted.words(waiver.paths().patterns()),
            waiver.until(),
            waiver.reason());
  }

  private static List<String> tests(Policy policy) {
    return policy.tests().stream().map(PathTest::toString).toList();
  }

  /** The folder that is for notes, which is more than owned: {@code status} and briefs name it. */
  private static String scratch(Agent agent) {
    return agent.owns().rules().stream()
        .map(PathRule::rule)
        .filter(rule -> rule.list() == Rule.List.SCRATCH)
        .map(Rule::pattern)
        .findFirst()
        .orElse("");
  }

  private void checks(String key, List<Check> before, List<Check> after) {
    List<String> old = before.stream().map(CheckText::of).toList();
    List<String> now = after.stream().map(CheckText::of).toList();
    each(key, old, now);
    boolean same = Set.copyOf(old).equals(Set.copyOf(now));
    if (same && !old.equals(now)) {
      value(key, String.join("; ", old), String.join("; ", now));
    }
  }

  /** What is in one list alone. */
  private void each(String key, List<String> before, List<String> after) {
    Set<String> old = Set.copyOf(before);
    Set<String> now = Set.copyOf(after);
    before.stream().filter(one -> !now.contains(one)).forEach(one -> value(key, one, ""));
    after.stream().filter(one -> !old.contains(one)).forEach(one -> value(key, "", one));
  }

  private void names(String key, List<?> before, List<?> after) {
    value(key, sorted(before), sorted(after));
  }

  private static String sorted(List<?> names) {
    TreeSet<String> all = new TreeSet<>();
    names.forEach(name -> all.add(name.toString()));
    return Quoted.words(all);
  }

  private void value(String key, Object before, Object after) {
    if (!before.equals(after)) {
      String old = before.toString();
      changes.add(
          new PolicyChange(who, Kind.CHANGED, key, Optional.empty(), old, after.toString()));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A check in one line: the same for two checks if they demand the same under the same name. */
  private static final class CheckText {
    private CheckText() {}

    static String of(Check check) {
      String what = what(check);
      // A command without a name of its own is called by its first words.
      return what.startsWith("run " + Quoted.code(check.name()))
          ? what
          : Quoted.word(check.name()) + ": " + what;
    }

    private static String what(Check check) {
      if (check instanceof Check.Exists exists) {
        return "exists " + Quoted.word(exists.path().toString());
      }
      if (check instanceof Check.Absent absent) {
        return "at most %d of %s in %s"
            .formatted(absent.atMost(), Quoted.code(absent.text()), list(absent.in()));
      }
      if (check instanceof Check.Lines lines) {
        return "at most " + lines.max() + " lines in " + list(lines.in());
      }
      Check.Run run = (Check.Run) check;
      List<String> command = run.command();
      boolean shell = command.size() == 3 && command.subList(0, 2).equals(List.of("sh", "-c"));
      String line = shell ? Quoted.code(command.get(2)) : list(command);
      return "run " + line + " within " + run.timeout().toSeconds() + "s" + expect(run.expect());
    }

    private static String expect(Expect expect) {
      List<String> all = new ArrayList<>();
      if (expect.exit() != 0) {
        all.add("exit " + expect.exit());
      }
      expect.stdout().ifPresent(text -> all.add("stdout " + Quoted.code(text)));
      expect.matches().ifPresent(regex -> all.add("matches " + Quoted.code(regex)));
      expect.atLeast().ifPresent(number -> all.add("last number at least " + number));
      expect.atMost().ifPresent(number -> all.add("last number at most " + number));
      return all.isEmpty() ? "" : ", expecting " + String.join(", ", all);
    }

    private static String list(List<?> parts) {
      return "[" + Quoted.words(parts) + "]";
    }
  }
}
