package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.text.ShellWord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays a scenario in a world of its own, statement by statement. */
final class Runner {
  /** The statements there are. */
  static final List<String> WORDS =
      List.of(
          "repository",
          "policy",
          "as",
          "write",
          "commit",
          "git",
          "sh",
          "craft",
          "server",
          "push",
          "fix",
          "fix-stops",
          "follow",
          "expect-message",
          "expect-no-message",
          "expect-ref",
          "expect-no-ref");

  private static final String ARROW = " -> ";

  /** What is played whoever is at work. */
  private static final List<String> ANYBODY = List.of("repository", "policy", "server");

  private final World world;
  private boolean present = true;

  Runner(World world) {
    this.world = world;
  }

  /** Plays it; what is not as it should be is an {@link AssertionError} that says where. */
  void play(Scenario scenario) {
    for (Step step : scenario.steps()) {
      try {
        world.at(step.line());
        if (step.word().equals("as")) {
          present = world.takes(step.rest());
        }
        if (present || ANYBODY.contains(step.word())) {
          play(step);
        }
      } catch (AssertionError e) {
        throw new AssertionError(step + "\n" + e.getMessage(), e);
      }
    }
  }

  private void play(Step step) {
    switch (step.word()) {
      case "repository" -> world.repository(step.rest());
      case "policy" -> policy(step);
      case "as" -> world.as(step.rest());
      case "write" -> write(step);
      case "commit" ->
          world.terminal().ok("git add -A\ngit commit -q -m " + quoted(step.rest()) + "\n");
      case "git" -> world.terminal().ok("git " + step.rest());
      case "sh" -> world.terminal().ok(script(step));
      case "craft" -> world.name(step.rest(), world.terminal().ok(step.body()));
      case "server" -> world.operator().ok(script(step));
      case "push" -> push(step);
      case "fix" -> fix(step.rest());
      case "fix-stops" -> fixStops(step.rest());
      case "follow" -> follow(step.rest());
      case "expect-message" -> message(step.rest(), true);
      case "expect-no-message" -> message(step.rest(), false);
      case "expect-ref" -> ref(step.rest(), true);
      case "expect-no-ref" -> ref(step.rest(), false);
      default -> throw new BadScenario(step.at(), "`" + step.word() + "` is not played");
    }
  }

  private void policy(Step step) {
    boolean onBranch = step.rest().endsWith("on-branch");
    String name = step.rest().replace("on-branch", "").strip();
    if (name.equals("none")) {
      world.install("");
    } else if (onBranch) {
      world.commitPolicy(name, step.body());
      world.install("");
    } else {
      world.install(world.policyFile(name, step.body()));
    }
  }

  private static String script(Step step) {
    return step.body().isEmpty() ? step.rest() : step.body();
  }

  private void write(Step step) {
    Words.PathAndRest file = Words.pathAndRest(step, step.rest());
    String content = step.body().isEmpty() ? file.rest() + "\n" : step.body();
    String path = "./" + ShellWord.of(file.path());
    world
        .terminal()
        .ok(
            "mkdir -p \"$(dirname "
                + path
                + ")\"\ncat >"
                + path
                + " <<'END OF FILE'\n"
                + content
                + "END OF FILE\n");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private void push(Step step) {
    int arrow = step.rest().lastIndexOf(ARROW);
    if (arrow < 0) {
      throw new BadScenario(step.at(), "say what comes of it: -> accepted");
    }
    Expectation expected =
        Expectation.parse(step, step.rest().substring(arrow + ARROW.length()).strip());
    Pushed pushed = world.push(step.rest().substring(0, arrow));
    List<String> faults = pushed.faults(expected);
    if (!faults.isEmpty()) {
      throw new AssertionError(
          String.join("\n", faults) + "\n--- git said:\n" + pushed.git().err());
    }
  }

  /**
   * Runs the command that was printed: nothing may be lost or changed by it but what was refused,
   * and nothing that is not committed.
   */
  private void fix(String folder) {
    Pushed pushed = world.pushed();
    String line = fixLine();
    List<String> refused =
        pushed.decisions().get(0).violations().stream().map(Decision.Violation::path).toList();
    Map<String, String> before = entries();
    String status = world.terminal().ok("git status --porcelain");
    world.terminal().ok((folder.isEmpty() ? "" : "cd " + folder + "\n") + line);
    Map<String, String> after = entries();
    // what had been moved to a path that was refused goes back to where it was
    Map<String, String> gone = new TreeMap<>(before);
    gone.keySet().retainAll(refused);
    after
        .entrySet()
        .removeIf(e -> !before.containsKey(e.getKey()) && gone.containsValue(e.getValue()));
    before.keySet().removeAll(refused);
    after.keySet().removeAll(refused);
    if (!before.equals(after)) {
      throw new AssertionError("own work changed by " + pushed.fixes() + before + " -> " + after);
    }
    String then = world.terminal().ok("git status --porcelain");
    if (!status.equals(then)) {
      throw new AssertionError(pushed.fixes() + " leaves " + then + " where was " + status);
    }
  }

  private String fixLine() {
    Pushed pushed = world.pushed();
    if (pushed.fixes().size() != 1) {
      throw new AssertionError("there is not one fix: " + pushed.message());
    }
    return pushed.fixes().get(0);
  }

  /**
   * Runs the command that was printed where it can't do its work: then it does nothing at all.
   *
   * @param variable one of the environment, as in {@code NAME=VALUE}, or ""
   */
  private void fixStops(String variable) {
    String all =
        "git rev-parse HEAD && git ls-files --stage && git status --porcelain"
            + " && git diff && git diff --cached";
    String before = world.terminal().ok(all);
    if (world.terminal().run("export " + variable + "\n" + fixLine()).succeeded()) {
      throw new AssertionError("it does not stop: " + fixLine());
    }
    String after = world.terminal().ok(all);
    if (!before.equals(after)) {
      throw new AssertionError("it stops halfway: " + before + " -> " + after);
    }
  }

  /** Runs what follows these words in a line of the message. */
  private void follow(String words) {
    for (String line : world.pushed().message()) {
      int at = line.indexOf(words);
      if (at >= 0) {
        world
            .terminal()
            .ok("{ " + line.substring(at + words.length()).strip() + "; } >../followed");
        return;
      }
    }
    message(words, true);
  }

  /** What the commit that is checked out holds: by path, as git quotes it, mode and id. */
  private Map<String, String> entries() {
    Map<String, String> entries = new TreeMap<>();
    for (String line : world.terminal().ok("git ls-tree -r --full-tree HEAD").lines().toList()) {
      String[] parts = line.split("\t", 2);
      entries.put(parts[1], parts[0]);
    }
    return entries;
  }

  private void message(String text, boolean expected) {
    List<String> message = world.pushed().message();
    if (message.stream().anyMatch(line -> line.contains(text)) != expected) {
      throw new AssertionError(String.join("\n", message));
    }
  }

  private void ref(String name, boolean expected) {
    if (world.refs().containsKey(name) != expected) {
      throw new AssertionError("there is " + (expected ? "no " : "") + name);
    }
  }
}
