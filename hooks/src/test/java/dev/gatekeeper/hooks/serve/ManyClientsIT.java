package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Sh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 32 clients at once, of 16 agents, before one repository. What each of them does has a verdict
 * known before it is done, or loses a race; that the server is busy is said so, and is no verdict.
 */
class ManyClientsIT {
  private static final int AGENTS = 16;
  private static final int CLIENTS = 32;
  private static final Pattern NOT_OUR_REF = Pattern.compile("not our ref ([0-9a-f]{40})");

  private final long seed = Long.getLong("gatekeeper.test.seed", 20260701L);
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Map<String, String> tips = new ConcurrentHashMap<>();
  private final Set<String> rewritten = ConcurrentHashMap.newKeySet();
  private final List<String> won = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;

  @Test
  void everyVerdictIsRight() throws Exception {
    pushFor(Duration.ofSeconds(10));
  }

  @Test
  @Tag("slow")
  void everyVerdictIsRightForMinutes() throws Exception {
    pushFor(Duration.ofSeconds(Long.getLong("gatekeeper.test.load.seconds", 300)));
  }

  /** An even agent may rewrite its branches, an odd one may not. */
  private static String policy() {
    StringBuilder text =
        new StringBuilder("version: 1\nintegration: {branch: main, maintainers: [mia]}\nagents:\n");
    for (int i = 0; i < AGENTS; i++) {
      text.append("  p%1$d: {branches: [\"p%1$d/**\"], owns: [/p%1$d/]".formatted(i));
      text.append(i % 2 == 0 ? ", rewrite: true}\n" : "}\n");
    }
    return text.toString();
  }

  private void pushFor(Duration time) throws Exception {
    try (LiveServer server =
        LiveServer.start(folder, policy(), "--pushes", "2", "--queue", "3", "--fetches", "2")) {
      Sh sh = new Sh(folder);
      sh.ok("git init -q -b main w; cd w; echo 1 >f; git add .; git commit -q -m begin");
      sh.ok("git -C w push -q " + server.url("mia") + " main");
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(server, i);
        done.add(
            clients.submit(
                () -> {
                  long end = System.nanoTime() + time.toNanos();
                  client.begin();
                  do {
                    client.act();
                  } while (System.nanoTime() < end);
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
      clients.shutdown();
      System.out.println("32 clients for " + time + ": " + new TreeMap<>(counts));
      check(server);
    }
  }

  private void check(LiveServer server) throws Exception {
    Path repository = server.repository();
    Sh sh = new Sh(repository);
    Map<String, String> refs = new TreeMap<>();
    sh.ok("git for-each-ref --format='%(objectname) %(refname:short)'")
        .lines()
        .forEach(line -> refs.put(line.substring(41), line.substring(0, 40)));
    DecisionsOnRecord decisions = DecisionsOnRecord.of(repository);
    assertThat(
            refs.entrySet().stream()
                .collect(Collectors.toMap(e -> "refs/heads/" + e.getKey(), Map.Entry::getValue)))
        .isEqualTo(decisions.refs());
    assertThat(refs).containsAllEntriesOf(tips);
    assertThat(decisions.accepted()).isEqualTo(count("accepted").get() + 1);
    won.forEach(race -> sh.ok("git merge-base --is-ancestor " + race));
    assertThat(sh.ok("git fsck --full --strict 2>&1 | grep -v ^dangling; :")).isEmpty();
    assertThat(sh.ok("find . -name 'tmp_objdir*' -o -name '*.lock'")).isEmpty();
    assertThat(count("accepted").get()).isGreaterThan(CLIENTS);
    for (String kind :
        List.of("trespass", "foreign branch", "force refused", "force", "fetch", "race won")) {
      assertThat(count(kind).get()).as(kind).isPositive();
    }
  }

  private AtomicInteger count(String what) {
    return counts.computeIfAbsent(what, w -> new AtomicInteger());
  }

  /**
   * One clone. The first 16 have a branch {@code c<i>} of their own; all clones of an agent push to
   * its branch {@code shared} as well. Agents 0 to 7 have three clones, the others one.
   */
  private final class Client {
    private final String agent;
    private final boolean rewrites;
    private final String own;
    private final String url;
    private final Sh sh;
    private final Random random;
    private final String clone;
    private final int first;
    private int step;

    Client(LiveServer server, int number) {
      int a = number < AGENTS ? number : (number - AGENTS) % 8;
      this.agent = "p" + a;
      this.rewrites = a % 2 == 0;
      this.own = agent + "/c" + number;
      this.url = server.url(agent);
      this.clone = "c" + number;
      this.sh = new Sh(folder).with("GIT_TERMINAL_PROMPT", "0");
      this.random = new Random(seed + number);
      this.first = (number + number / 8) % 8; // so that however slow it is, all kinds are done
    }

    void begin() {
      sh.ok(
          "git clone -q w %1$s; cd %1$s; git remote set-url origin %2$s; mkdir %3$s"
              .formatted(clone, url, agent));
      in("git checkout -q -b own");
      ownPush();
    }

    void act() {
      int kind = step == 0 ? first : random.nextInt(8);
      step++;
      switch (kind) {
        case 0, 1 -> ownPush();
        case 2 -> trespass();
        case 3 -> foreignBranch();
        case 4 -> force();
        case 5, 6 -> race();
        default -> fetch();
      }
    }

    private String in(String line) {
      return sh.ok("cd " + clone + "; " + line).strip();
    }

    private void commit(String path) {
      in(
          "echo %1$d-%2$d >%3$s; git add .; git commit -q -m %2$d"
              .formatted(random.nextInt(), step, path));
    }

    /** Pushes until the server has time, and returns what was said. */
    private Sh.Result push(String arguments) {
      while (true) {
        Sh.Result result = sh.run("cd " + clone + "; git push origin " + arguments);
        if (!result.output().contains("the server is busy")) {
          return result;
        }
        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("GATE_ERROR").contains("push again later");
        count("busy").incrementAndGet();
      }
    }

    private void accepted(Sh.Result result) {
      assertThat(result.status()).as(result.output()).isZero();
      count("accepted").incrementAndGet();
    }

    private void refused(Sh.Result result, String code, String kind) {
      assertThat(result.status()).as(result.output()).isEqualTo(1);
      assertThat(result.output()).contains("(" + code + " ");
      count(kind).incrementAndGet();
    }

    private void ownPush() {
      commit(agent + "/" + clone);
      accepted(push("own:" + own));
      tips.put(own, in("git rev-parse own"));
    }

    private void trespass() {
      commit("p15-" + clone);
      refused(push("own:" + own), "PATH_NOT_OWNED", "trespass");
      in("git reset -q --hard own~");
    }

    private void foreignBranch() {
      refused(
          push("own:p" + (agent.equals("p9") ? 8 : 9) + "/c"), "NOT_YOUR_BRANCH", "foreign branch");
    }

    private void force() {
      in("git commit -q --amend -m again" + step);
      if (rewrites) {
        rewritten.add(tips.get(own) + " by " + agent);
        accepted(push("+own:" + own));
        count("force").incrementAndGet();
        tips.put(own, in("git rev-parse own"));
      } else {
        refused(push("+own:" + own), "NON_FAST_FORWARD", "force refused");
        in("git reset -q --hard origin/" + own);
      }
    }

    /** Builds on the agent's shared branch as it was a moment ago. */
    private void race() {
      fetch();
      in(
          "git checkout -q -B shared $(git rev-parse -q --verify origin/%1$s/shared || git rev-parse main); mkdir -p %1$s"
              .formatted(agent));
      commit(agent + "/shared");
      String tip = in("git rev-parse HEAD");
      Sh.Result result = push("shared:" + agent + "/shared");
      if (result.status() == 0) {
        accepted(result);
        won.add(tip + " refs/heads/" + agent + "/shared");
        count("race won").incrementAndGet();
      } else {
        assertThat(result.output())
            .containsAnyOf(
                "(fetch first)", "(non-fast-forward)", "(STATE_CHANGED ", "(NON_FAST_FORWARD ");
        count("race lost").incrementAndGet();
      }
      in("git checkout -q own");
    }

    private void fetch() {
      while (true) {
        Sh.Result result = sh.run("cd " + clone + "; git fetch origin");
        if (result.output().contains("the server is busy")) {
          assertThat(result.output()).contains("fetch again later");
          count("busy").incrementAndGet();
          continue;
        }
        Matcher gone = NOT_OUR_REF.matcher(result.output());
        if (gone.find()) {
          // between being told of it and asking for it, another clone of the agent rewrote it
          assertThat(rewritten).contains(gone.group(1) + " by " + agent);
          count("fetch overtaken").incrementAndGet();
          continue;
        }
        assertThat(result.status()).as(result.output()).isZero();
        break;
      }
      assertThat(in("git rev-parse origin/" + own)).isEqualTo(tips.get(own));
      assertThat(in("git for-each-ref --format='%(refname:lstrip=3)' refs/remotes/origin").lines())
          .allMatch(ref -> ref.equals("main") || ref.equals("HEAD") || ref.startsWith(agent + "/"));
      count("fetch").incrementAndGet();
    }
  }
}
