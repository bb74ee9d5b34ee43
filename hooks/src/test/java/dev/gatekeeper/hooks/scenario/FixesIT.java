package dev.gatekeeper.hooks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.ShellWord;
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

  private static final int TOGETHER = 40;

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
    Tally tally = play(1, 5);
    System.out.println(tally);
    assertThat(tally.fixed).isGreaterThan(tally.refused / 4);
  }

  @Test
  @Tag("slow")
  void soItIsWithTenThousandPushes() {
    long begun = System.nanoTime();
    Tally tally = play(1000, 10_000 / TOGETHER);
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

  /** One seed that fails does not hide what others would. */
  private static Tally play(long seed, int rounds) {
    Tally tally = new Tally();
    List<String> failures = new ArrayList<>();
    for (long at = seed; at < seed + rounds; at++) {
      if (at % 25 == 24) {
        System.out.println(tally);
      }
      try {
        new Round(at, tally).play();
      } catch (AssertionError | IOException e) {
        failures.add("seed " + at + ": " + e.getMessage());
        System.out.println(failures.get(failures.size() - 1));
      }
    }
    assertThat(failures).isEmpty();
    return tally;
  }

  /** Some pushes that are made together, each to a branch of its own. */
  private static final class Round {
    private static final String SNAPSHOT =
        """
        snapshot() {
          git status --porcelain --ignored
          for file in "$@"; do cat "./$file"; git --literal-pathspecs ls-files -s -- "$file"; done
        }
        stops() {
          test "$(git rev-parse HEAD)" = "$1"
          test -z "$(git status --porcelain)"
        }
        """;

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
        List<Decision.Violation> violations = violations();
        tally.pushes += pushes.size();
        boolean any = mend(message, violations);
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
          mkdir -p .git/info
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

    private List<Decision.Violation> violations() throws IOException {
      Path log = folder.resolve("native/server.git/gatekeeper/decisions.jsonl");
      return Decision.parse(Files.readAllLines(log).get(0)).violations();
    }

    /** The paths of links and submodules that are refused for what they are. */
    private static Set<String> refusedLinks(List<Decision.Violation> violations) {
      return violations.stream()
          .filter(v -> List.of("SYMLINK_ESCAPE", "SUBMODULE").contains(v.code()))
          .map(v -> v.commit() + " " + v.path())
          .collect(Collectors.toSet());
    }

    /** Runs every command that was printed. */
    private boolean mend(List<String> message, List<Decision.Violation> violations) {
      Set<String> refusedLinks = refusedLinks(violations);
      Set<String> refused =
          violations.stream().map(Decision.Violation::commit).collect(Collectors.toSet());
      StringBuilder script = new StringBuilder(SNAPSHOT);
      Map<Integer, String> fixes = new TreeMap<>();
      for (int n = 0; n < pushes.size(); n++) {
        GeneratedPush push = pushes.get(n);
        tally.refused += isRefused(push, refused) ? 1 : 0;
        String mark = "fix: t=" + id(push.tip()) + ";";
        for (String fix : message.stream().filter(l -> l.startsWith(mark)).limit(1).toList()) {
          tally.fixed++;
          tally.amended += isRewritten(push) ? 1 : 0;
          fixes.put(n, fix.substring("fix: ".length()));
          script.append(script(n, fixes.get(n)));
        }
      }
      if (fixes.isEmpty()) {
        return false;
      }
      script.append("git for-each-ref --format='%(refname)\t@\t%(authorname) %(authoremail)");
      script.append(
          " %(authordate:raw) %(contents)%00' refs/tips refs/mended | tr '\\000' '\\002'");
      String[] said = client.ok(script.toString()).split("\u0002", -1);
      Map<String, String> told = new TreeMap<>();
      for (String one : said) {
        String[] parts = one.strip().split("\t@\t", 2);
        told.put(parts[0], parts[parts.length - 1]);
      }
      fixes.forEach(
          (n, fix) -> {
            assertThat(told.get("refs/mended/k" + n)).isEqualTo(told.get("refs/tips/k" + n));
            GeneratedPush push = pushes.get(n);
            String mended = told.getOrDefault("tree " + n, "");
            compare(push, push.tree(push.tip()), entries(mended), refusedLinks, fix);
          });
      return true;
    }

    private static boolean isRewritten(GeneratedPush push) {
      return push.old() >= 0 && !push.reached(push.tip()).contains(push.old());
    }

    private boolean isRefused(GeneratedPush push, Set<String> commits) {
      return isRewritten(push)
          || push.concerned().stream().anyMatch(commit -> commits.contains(id(commit)));
    }

    /** A command that is run where all kinds of things may be in its way, and what came of it. */
    private String script(int n, String fix) {
      GeneratedPush push = pushes.get(n);
      Map<String, String> tree = push.tree(push.tip());
      StringBuilder script = new StringBuilder("git checkout -q -f --detach @TIP@\n");
      script.append("git clean -qffdx\n");
      if (random.nextInt(4) == 0) { // another commit is checked out
        script.append("git checkout -q --detach main\nif (@FIX@) 2>/dev/null; then exit 9; fi\n");
        script.append("stops @MAIN@\ngit checkout -q --detach @TIP@\n");
      }
      if (random.nextInt(3) == 0) {
        script.append("git checkout -q -B work\n");
      }
      List<String> inTheWay = inTheWay(push, tree);
      if (inTheWay.isEmpty()) {
        String files = dirt(tree, script);
        script.append("snapshot ").append(files).append(" >../before\n@FIX@\n");
        script.append("snapshot ").append(files).append(" >../after\ncmp ../before ../after\n");
      } else {
        String file = ShellWord.of(RepoPath.of(inTheWay.get(0)));
        script.append("printf '*\\n' >.git/info/exclude\n");
        script.append("f=").append(file).append("; mkdir -p \"./$(dirname \"./$f\")\"\n");
        script.append(
            """
            echo precious >"./$f"
            if (@FIX@) >/dev/null 2>&1; then
              test "$(cat "./$f")" = precious
            else
              stops @TIP@
              test "$(cat "./$f")" = precious
              rm "./$f"
              @FIX@
            fi
            rm .git/info/exclude
            """);
      }
      script.append(
          """
          git update-ref refs/mended/k@N@ HEAD
          printf 'tree @N@\t@\t'
          git ls-tree -rz HEAD | tr '\\000' '\\001'
          printf '\\002'
          """);
      return script
          .toString()
          .replace("@FIX@", fix)
          .replace("@TIP@", id(push.tip()))
          .replace("@MAIN@", id(main()))
          .replace("@N@", String.valueOf(n));
    }

    /** Sometimes what is foreign and was removed has come back, and is ignored. */
    private List<String> inTheWay(GeneratedPush push, Map<String, String> tree) {
      List<String> gone = new ArrayList<>(push.tree(main()).keySet());
      gone.removeIf(
          path ->
              rules.own().owns(path)
                  || path.endsWith("\n")
                  || tree.keySet().stream()
                      .anyMatch(
                          p ->
                              p.equals(path)
                                  || p.startsWith(path + "/")
                                  || path.startsWith(p + "/")));
      return random.nextInt(3) > 0 || gone.isEmpty()
          ? List.of()
          : List.of(gone.get(random.nextInt(gone.size())));
    }

    /** Sometimes there is work that is not committed; the files of it, as words for a shell. */
    private String dirt(Map<String, String> tree, StringBuilder script) {
      if (random.nextInt(2) == 0) {
        return "";
      }
      StringBuilder files = new StringBuilder();
      for (String kind : List.of("staged", "changed", "both")) {
        List<String> own =
            tree.keySet().stream()
                .filter(p -> rules.own().owns(p) && tree.getOrDefault(p, "").startsWith("100"))
                .filter(p -> !p.endsWith("\n"))
                .toList();
        if (!own.isEmpty() && random.nextInt(2) == 0) {
          String path = own.get(random.nextInt(own.size()));
          String word = ShellWord.of(RepoPath.of(path));
          script.append("f=").append(word).append("; echo ").append(kind).append(" >>\"./$f\"\n");
          if (!kind.equals("changed")) {
            script.append("git --literal-pathspecs add -f -- \"$f\"\n");
          }
          if (kind.equals("both")) {
            script.append("echo more >>\"./$f\"\n");
          }
          files.append(word).append(' ');
        }
      }
      if (rules.own().owns("own/w-staged") && !tree.containsKey("own")) {
        script.append("mkdir -p own; echo new >own/w-staged; git add own/w-staged\n");
        script.append("echo loose >own/w-loose\n");
        files.append("own/w-staged own/w-loose ");
      }
      script.append("echo zz-ignored >.git/info/exclude; echo ignored >zz-ignored\n");
      return files + "zz-ignored";
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
      Map<String, String> lineages = lineages(push);
      Set<String> ownLineages = new HashSet<>();
      ownContents.forEach(id -> ownLineages.add(lineages.getOrDefault(id, "")));
      Set<String> foreignContents = new HashSet<>();
      tip.forEach(
          (path, entry) -> {
            String stored = Blobs.entry(entry);
            if (rules.own().owns(path)) {
              if (!stored.equals(mended.get(path))
                  && !isRefusedLink(push, path, entry, refusedLinks)) {
                throw new AssertionError(
                    path + " was " + stored + " and is " + mended.get(path) + " after " + fix);
              }
            } else {
              foreignContents.add(stored.substring(7));
              String lineage = GeneratedPush.lineage(entry);
              if (!stored.equals(mended.get(path))
                  && !lineage.isEmpty()
                  && stoodAsOwn(push, lineage, refusedLinks)
                  && !ownLineages.contains(lineage)) {
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

    /** A link or a submodule that may be at no path of the agent's is its own nowhere. */
    private boolean stoodAsOwn(GeneratedPush push, String lineage, Set<String> refusedLinks) {
      return before(push).stream()
          .flatMap(commit -> push.tree(commit).entrySet().stream())
          .anyMatch(
              e ->
                  rules.own().owns(e.getKey())
                      && GeneratedPush.lineage(e.getValue()).equals(lineage)
                      && !isRefusedLink(push, e.getKey(), e.getValue(), refusedLinks));
    }

    private boolean isRefusedLink(
        GeneratedPush push, String path, String entry, Set<String> refusedLinks) {
      String quoted = RepoPath.of(path).quoted();
      return !entry.startsWith("100")
          && push.concerned().stream().anyMatch(c -> refusedLinks.contains(id(c) + " " + quoted));
    }

    /** The commits in which the agent's work may have stood. */
    private static Set<Integer> before(GeneratedPush push) {
      Set<Integer> before = new HashSet<>(push.concerned());
      if (push.old() >= 0) {
        before.add(push.old());
      }
      return before;
    }

    private static Map<String, String> lineages(GeneratedPush push) {
      Map<String, String> lineages = new TreeMap<>();
      for (int commit : before(push)) {
        push.tree(commit)
            .values()
            .forEach(
                entry ->
                    lineages.put(Blobs.entry(entry).substring(7), GeneratedPush.lineage(entry)));
      }
      return lineages;
    }
  }
}
