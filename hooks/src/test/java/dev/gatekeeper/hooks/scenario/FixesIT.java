package dev.gatekeeper.hooks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is pushed: when a {@code fix:} was run, the push is accepted, and nothing of the agent's
 * own that was in the tip is missing. Held over generated pushes, with real {@code sh} and git,
 * through both doors, by a reference that compares whole trees.
 */
class FixesIT {
  private static final Path FOLDER =
      Path.of(System.getProperty("gatekeeper.test.scenarios", "target/scenarios"))
          .toAbsolutePath()
          .resolve("fixes");

  private static final int TOGETHER = 20;

  private static Resident resident;

  @BeforeAll
  static void begin() throws IOException {
    resident = Resident.start(Files.createDirectories(FOLDER));
  }

  @AfterAll
  static void end() {
    resident.close();
  }

  /** A policy, and the same told simply. */
  private record Rules(String policy, GeneratedPush.Territory own) {
    static Rules of(String owns, String forbids, String submodules, GeneratedPush.Territory own) {
      return new Rules(
          "version: 1\nidentity: branch\nintegration:\n  maintainers: [alice]\nsubmodules: "
              + submodules
              + "\nagents:\n  agent-1:\n    branches: [\"agent-1/**\"]\n    owns: "
              + owns
              + "\n    forbids: "
              + forbids
              + "\n",
          path -> !path.endsWith(".gitattributes") && own.owns(path));
    }
  }

  private static final List<Rules> RULES =
      List.of(
          Rules.of(
              "[/own/, /mine/]",
              "[/own/closed/]",
              "false",
              p ->
                  (p.startsWith("own/") || p.startsWith("mine/"))
                      && !p.equals("own/closed")
                      && !p.startsWith("own/closed/")),
          Rules.of(
              "[/own/, \"!/own/sub/\"]",
              "[]",
              "true",
              p -> p.startsWith("own/") && !p.equals("own/sub") && !p.startsWith("own/sub/")),
          Rules.of(
              "[\"/own/*.t\", /own/f, \"/own/w*\", /mine/]",
              "[secret]",
              "false",
              p ->
                  !List.of(p.split("/")).contains("secret")
                      && (p.startsWith("mine/")
                          || p.matches("own/([^/]*\\.t|f|w[^/]*)(/(.|\\n)*)?"))),
          Rules.of(
              "[\"*\", \"!/their/\", \"!/other/\"]",
              "[]",
              "false",
              p -> !p.matches("(their|other)(/(.|\\n)*)?") && !p.equals("gatekeeper.yml")));

  @Test
  void afterAFixAPushIsAcceptedAndNothingOfOnesOwnIsMissing() {
    Tally tally = play(1, 10);
    System.out.println(tally);
    assertThat(tally.fixed).isGreaterThan(tally.refused / 4);
  }

  @Test
  @Tag("slow")
  void soItIsWithTenThousandPushes() {
    long begun = System.nanoTime();
    Tally tally = play(1000, 500);
    System.out.printf("%s in %d s%n", tally, (System.nanoTime() - begun) / 1_000_000_000L);
    assertThat(tally.fixed).isGreaterThan(tally.refused / 4);
  }

  /** What has come of the pushes so far. */
  private static final class Tally {
    private int pushes;
    private int refused;
    private int fixed;
    private int amended;
    private int movedBack;

    @Override
    public String toString() {
      return pushes
          + " pushes, "
          + refused
          + " refused for themselves, "
          + fixed
          + " with a fix ("
          + amended
          + " of them rewritten, "
          + movedBack
          + " with content that goes back)";
    }
  }

  private static Tally play(long seed, int rounds) {
    Tally tally = new Tally();
    for (long at = seed; at < seed + rounds; at++) {
      if (at % 50 == 49) {
        System.out.println(tally);
      }
      try {
        new Round(at, tally).play();
      } catch (AssertionError | IOException e) {
        throw new AssertionError("seed " + at + ": " + e.getMessage(), e);
      }
    }
    return tally;
  }

  /** Some pushes that are made together, each to a branch of its own. */
  private static final class Round {
    private final Random random;
    private final Tally tally;
    private final Rules rules;
    private final List<GeneratedPush.Commit> commits;
    private final List<GeneratedPush> pushes = new ArrayList<>();
    private final Path folder = FOLDER.resolve("round");
    private final Terminal client;
    private final Map<Integer, String> ids = new TreeMap<>();

    Round(long seed, Tally tally) {
      this.random = new Random(seed);
      this.tally = tally;
      this.rules = RULES.get((int) (seed % RULES.size()));
      this.commits = GeneratedPush.project(random);
      int main = commits.size() - 1;
      for (int n = 0; n < TOGETHER; n++) {
        pushes.add(GeneratedPush.of(random, rules.own(), commits, main));
      }
      this.client = new Terminal(folder.resolve("client"), folder.resolve("home")).who("agent-1");
    }

    void play() throws IOException {
      make();
      try (Door.Served hooks = open(new NativeDoor());
          Door.Served http = open(new HttpDoor())) {
        List<String> message = push(hooks, "+refs/tips/*:refs/heads/agent-1/*", false);
        List<String> same = push(http, "+refs/tips/*:refs/heads/agent-1/*", false);
        assertThat(told(same)).isEqualTo(told(message));
        Set<String> refusedPaths = refusedLinks();
        tally.pushes += pushes.size();
        boolean any = false;
        for (int n = 0; n < pushes.size(); n++) {
          any |= mend(n, message, refusedPaths);
        }
        if (any) {
          push(hooks, "refs/mended/*:refs/heads/agent-1/*", true);
          push(http, "refs/mended/*:refs/heads/agent-1/*", true);
        }
      }
    }

    /** What does not name the decision. */
    private static List<String> told(List<String> message) {
      return message.stream().filter(line -> !line.contains("decision ")).toList();
    }

    private void make() throws IOException {
      new Terminal(FOLDER, FOLDER).ok("rm -rf round; mkdir -p round/home round/client");
      StringBuilder stream = new StringBuilder();
      GeneratedPush.write(stream, commits);
      Files.writeString(folder.resolve("stream"), stream, StandardCharsets.UTF_8);
      client.ok(
          """
          git init -q -b main .
          git config gc.auto 0
          git config advice.detachedHead false
          git fast-import --quiet --export-marks=../marks <../stream
          """);
      for (String line : Files.readAllLines(folder.resolve("marks"))) {
        ids.put(
            Integer.parseInt(line.substring(1, line.indexOf(' '))) - 1,
            line.substring(line.indexOf(' ') + 1));
      }
      StringBuilder refs = new StringBuilder();
      refs.append("create refs/heads/main ").append(ids.get(main())).append('\n');
      for (int n = 0; n < pushes.size(); n++) {
        refs.append("create refs/tips/k").append(n).append(' ');
        refs.append(ids.get(pushes.get(n).tip())).append('\n');
        if (pushes.get(n).old() >= 0) {
          refs.append("create refs/old/k").append(n).append(' ');
          refs.append(ids.get(pushes.get(n).old())).append('\n');
        }
      }
      Files.writeString(folder.resolve("refs"), refs);
      Files.writeString(folder.resolve("policy.yml"), rules.policy());
      client.ok(
          """
          git update-ref --stdin <../refs
          for door in native http; do
            git init -q --bare -b main ../$door/server.git
            git -C ../$door/server.git config gc.auto 0
            git push -q ../$door/server.git main 'refs/old/*:refs/heads/agent-1/*'
          done
          git checkout -q --detach main
          """);
    }

    private int main() {
      return pushes.get(0).main();
    }

    private Door.Served open(Door door) {
      Path server = folder.resolve(door.name()).resolve("server.git");
      Door.Served served = door.open(server, folder.resolve("home"), resident.program());
      served.install(folder.resolve("policy.yml").toString());
      return served;
    }

    /** What the server says to a push. */
    private List<String> push(Door.Served served, String refs, boolean accepted) {
      served.environment("agent-1").forEach(client::set);
      Terminal.Result git =
          client.run("git push '" + served.pushUrl("agent-1") + "' '" + refs + "'");
      if (git.succeeded() != accepted) {
        throw new AssertionError((accepted ? "refused" : "accepted") + " after it: " + git.err());
      }
      Pushed pushed = new Pushed(git, List.of(), Map.of(), Map.of());
      return pushed.message();
    }

    /** The paths of links and submodules that are refused for what they are. */
    private Set<String> refusedLinks() throws IOException {
      Path log = folder.resolve("native/server.git/gatekeeper/decisions.jsonl");
      return Decision.parse(Files.readAllLines(log).get(0)).violations().stream()
          .filter(v -> List.of("SYMLINK_ESCAPE", "SUBMODULE").contains(v.code()))
          .map(v -> v.commit() + " " + v.path())
          .collect(Collectors.toSet());
    }

    private boolean mend(int n, List<String> message, Set<String> refusedLinks) {
      GeneratedPush push = pushes.get(n);
      String tip = id(push.tip());
      boolean isRewritten = push.old() >= 0 && !push.reached(push.tip()).contains(push.old());
      Set<Integer> concerned = push.concerned();
      boolean isRefused =
          isRewritten
              || message.stream()
                  .anyMatch(
                      line ->
                          concerned.stream()
                              .anyMatch(c -> line.contains("commit " + id(c).substring(0, 7))));
      tally.refused += isRefused ? 1 : 0;
      List<String> fixes =
          message.stream()
              .filter(l -> l.startsWith("fix: t=" + tip + ";"))
              .toList();
      if (fixes.isEmpty()) {
        return false;
      }
      tally.fixed++;
      tally.amended += isRewritten ? 1 : 0;
      String fix = fixes.get(0).substring("fix: ".length());
      Map<String, String> tree = push.tree(push.tip());
      String dirt = dirt(tree);
      String said =
          client
              .set("tip", tip)
              .set("mended", "refs/mended/k" + n)
              .ok(
                  """
                  git checkout -q -f --detach $tip
                  git clean -qffdx
                  @DIRT@
                  git status --porcelain >../before
                  @FIX@
                  git status --porcelain >../after
                  cmp ../before ../after
                  git log -1 --format='%an %ae %ad%n%B' $tip >../before
                  git log -1 --format='%an %ae %ad%n%B' >../after
                  cmp ../before ../after
                  git update-ref $mended HEAD
                  git ls-tree -rz HEAD | tr '\\000' '\\001'
                  """
                      .replace("@DIRT@", dirt)
                      .replace("@FIX@", fix));
      compare(push, tree, entries(said), refusedLinks, fix);
      return true;
    }

    /** Sometimes there is work that is not committed. */
    private String dirt(Map<String, String> tree) {
      String file = "mine/f";
      if (random.nextInt(3) > 0
          || !tree.getOrDefault(file, "").startsWith("100644")
          || !rules.own().owns(file)) {
        return "";
      }
      return """
          echo more >>mine/f
          echo staged >mine/zz-staged
          git add mine/zz-staged
          echo loose >mine/zz-loose
          """;
    }

    private String id(int commit) {
      return ids.getOrDefault(commit, "?");
    }

    private static Map<String, String> entries(String listed) {
      Map<String, String> entries = new TreeMap<>();
      for (String row : listed.split("\u0001", -1)) {
        if (!row.isBlank()) {
          String[] parts = row.split("\t", 2);
          String[] words = parts[0].split(" ", -1);
          entries.put(parts[1], words[0] + " " + words[2]);
        }
      }
      return entries;
    }

    /** The reference: path by path, and every content that ever was the agent's. */
    private void compare(
        GeneratedPush push,
        Map<String, String> tip,
        Map<String, String> mended,
        Set<String> refusedLinks,
        String fix) {
      Set<String> ownContents = new HashSet<>();
      mended.forEach(
          (path, entry) -> {
            if (rules.own().owns(path)) {
              ownContents.add(entry.substring(7));
            }
          });
      Set<String> foreignContents = new HashSet<>();
      tip.forEach(
          (path, entry) -> {
            String stored = Blobs.entry(entry);
            if (rules.own().owns(path)) {
              boolean isRefused =
                  push.concerned().stream()
                      .anyMatch(
                          c -> refusedLinks.contains(id(c) + " " + RepoPath.of(path).quoted()));
              if (!stored.equals(mended.get(path)) && !(isRefused && !entry.startsWith("100"))) {
                throw new AssertionError(
                    path + " was " + stored + " and is " + mended.get(path) + " after " + fix);
              }
            } else {
              foreignContents.add(stored.substring(7));
              if (!stored.equals(mended.get(path))
                  && entry.length() > 7
                  && !entry.startsWith(GeneratedPush.SUBMODULE)
                  && stoodAsOwn(push, entry.substring(7))
                  && !ownContents.contains(stored.substring(7))) {
                throw new AssertionError("what was moved to " + path + " is lost after " + fix);
              }
            }
          });
      for (String path : mended.keySet()) {
        if (rules.own().owns(path) && !tip.containsKey(path)) {
          tally.movedBack++;
          boolean wasThere = foreignContents.contains(mended.get(path).substring(7));
          boolean isRestored = isLinkOrModuleThere(push, path);
          if (!wasThere && !isRestored) {
            throw new AssertionError(path + " comes back by " + fix);
          }
        }
      }
    }

    private boolean isLinkOrModuleThere(GeneratedPush push, String path) {
      return push.tree(push.tip()).keySet().stream().anyMatch(p -> path.startsWith(p + "/"));
    }

    private boolean stoodAsOwn(GeneratedPush push, String content) {
      for (int commit : push.concerned()) {
        for (var entry : push.tree(commit).entrySet()) {
          if (rules.own().owns(entry.getKey())
              && !entry.getValue().startsWith(GeneratedPush.SUBMODULE)
              && entry.getValue().substring(7).equals(content)) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
