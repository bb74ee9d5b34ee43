package dev.gatekeeper.hooks.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scenario plays with: a server's repository, the gate before it, and everybody's clones.
 */
final class World implements AutoCloseable {
  private final Path folder;
  private final Path home;
  private final Path server;
  private final Door.Served served;
  private final Terminal operator;
  private final Map<String, Terminal> clones = new HashMap<>();
  private final Map<String, String> names = new TreeMap<>();
  private final List<Pushed> pushes = new ArrayList<>();
  private String identity = "";
  private int step;

  /** A world in an empty folder, with a copy of the project on the server. */
  World(Path folder, Path project, Door door, Program program) {
    this.folder = folder;
    this.home = folder.resolve("home");
    this.server = folder.resolve("server.git");
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Terminal(folder, home)
        .set("project", project.toString())
        .ok("cp -R \"$project\" server.git");
    operator = program.onPath(new Terminal(server, home)).who("operator");
    served = door.open(server, home, program);
  }

  /** Takes another repository than the project's: {@code empty}. */
  void repository(String kind) {
    if (!kind.equals("empty")) {
      throw new AssertionError("a repository is `empty`, or the project's");
    }
    operator.ok("git for-each-ref --format='delete %(refname)' | git update-ref --stdin");
  }

  void at(int line) {
    step = line;
    operator.at(line);
  }

  void install(String policy) {
    served.install(policy);
  }

  /** The file of a policy: the shared one of that name, or one with that text. */
  String policyFile(String name, String text) {
    try {
      Path file = folder.resolve("policy-" + step + ".yml");
      Files.writeString(file, policyText(name, text), StandardCharsets.UTF_8);
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policyText(String name, String text) throws IOException {
    if (!text.isEmpty()) {
      return text;
    }
    Path shipped = Path.of("../config").resolve(name + ".yml");
    if (Files.exists(shipped)) {
      return Files.readString(shipped, StandardCharsets.UTF_8);
    }
    try (InputStream in = World.class.getResourceAsStream("/policies/" + name + ".yml")) {
      if (in == null) {
        throw new AssertionError("there is no policy `" + name + "`");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Commits a policy to the integration branch, past the gate. */
  void commitPolicy(String name, String text) {
    operator
        .set("policy", policyFile(name, text))
        .ok(
            """
            export GIT_INDEX_FILE="$HOME/index"
            git read-tree main
            blob=$(git hash-object -w "$policy")
            git update-index --add --cacheinfo "100644,$blob,gatekeeper.yml"
            commit=$(git commit-tree -p main -m 'Declare who does what' "$(git write-tree)")
            git update-ref refs/heads/main "$commit"
            """);
  }

  /** Whether what this identity does can be done at this door. */
  boolean takes(String who) {
    return served.takesNobody() || !who.equals(Door.NOBODY);
  }

  /** From here on the clone is that of this identity; it is made when first used. */
  void as(String who) {
    identity = who;
    if (!clones.containsKey(who)) {
      new Terminal(folder, home)
          .set("url", served.url(who))
          .set("push", served.pushUrl(who))
          .set("who", who)
          .ok(
              "git clone -q \"$url\" \"$who\" 2>&1\n"
                  + "git -C \"$who\" remote set-url --push origin \"$push\"");
      Terminal clone = new Terminal(folder.resolve(who), home).who(who);
      served.environment(who).forEach(clone::set);
      clones.put(who, clone);
    }
  }

  /** The terminal in the clone of whoever is at work. */
  Terminal terminal() {
    Terminal clone = clones.get(identity);
    if (clone == null) {
      throw new AssertionError("say first who is at work: as agent-1");
    }
    names.forEach(clone::set);
    return clone.at(step);
  }

  Terminal operator() {
    names.forEach(operator::set);
    return operator;
  }

  /** Gives what was printed a name, by which later steps know it: {@code $name}. */
  void name(String name, String value) {
    names.put(name, value);
  }

  Pushed push(String arguments) {
    Map<String, String> before = refs();
    int known = decisions().size();
    Terminal.Result git = terminal().run("git push origin " + arguments);
    List<String> lines = decisions();
    List<Decision> decisions =
        lines.subList(Math.min(known, lines.size()), lines.size()).stream()
            .filter(line -> !line.contains("\"notes\":[\"a handoff of "))
            .map(Decision::parse)
            .toList();
    Pushed pushed = new Pushed(git, decisions, before, refs());
    pushes.add(pushed);
    return pushed;
  }

  /** The last push. */
  Pushed pushed() {
    if (pushes.isEmpty()) {
      throw new AssertionError("nothing was pushed yet");
    }
    return pushes.get(pushes.size() - 1);
  }

  /** The server's refs. */
  Map<String, String> refs() {
    Map<String, String> refs = new TreeMap<>();
    operator
        .ok("git for-each-ref --format='%(refname) %(objectname)'")
        .lines()
        .map(line -> line.split(" "))
        .forEach(parts -> refs.put(parts[0], parts[1]));
    return refs;
  }

  /** The decisions that were made, as they are on record. */
  List<String> decisions() {
    Path log = server.resolve("gatekeeper/decisions.jsonl");
    try {
      return Files.isRegularFile(log) ? Files.readAllLines(log, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    served.close();
  }
}
