package dev.gatekeeper.bench;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.store.LedgerPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * W8: what is done with a ledger of 10, 1,000 and 100,000 events. The repository is opened anew
 * each time, as by a command or a hook. What must cost the same whatever the length is measured
 * round by round on all of them; what reads the whole ledger once.
 */
final class LedgerBench {
  private static final int[] SIZES = {10, 1_000, 100_000};
  private static final RefName BRANCH = RefName.branch("agent-2");

  private LedgerBench() {}

  /** Something that is done with a plan. */
  @FunctionalInterface
  private interface Work {
    void run(GeneratedPlan plan) throws Exception;
  }

  private static Map<String, Work> flat() {
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("append an event", GeneratedPlan::append);
    works.put("read the state", LedgerBench::state);
    works.put("judge and record a push", LedgerBench::push);
    works.put("status", LedgerBench::status);
    works.put("log, the last 5", LedgerBench::log);
    return works;
  }

  static void run(Path folder, int rounds) throws Exception {
    Files.createDirectories(folder);
    Path place = Files.createTempDirectory(folder, "ledgers").toRealPath();
    List<GeneratedPlan> plans = new ArrayList<>();
    for (int size : SIZES) {
      long start = System.nanoTime();
      plans.add(GeneratedPlan.in(place, size));
      System.err.printf(
          Locale.ROOT, "%,d events made in %.0f s%n", size, (System.nanoTime() - start) / 1e9);
    }
    measure("as written, an object a file", plans, rounds);
    for (GeneratedPlan plan : plans) {
      GeneratedPlan.run(plan.folder().gitDirectory(), "", "git", "gc", "--quiet");
    }
    measure("after git gc", plans, rounds);
  }

  private static void measure(String how, List<GeneratedPlan> plans, int rounds) throws Exception {
    Map<String, Work> works = flat();
    GeneratedPlan small = plans.get(0);
    for (Work work : works.values()) { // java compiles what it runs often
      for (int i = 0; i < rounds && work != works.get("append an event"); i++) {
        work.run(small);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%nW8, %s: median ms of %d runs each, and the ratio to %d events; Java %s, %d cores%n%n",
        how,
        rounds,
        SIZES[0],
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println("| | 10 | 1,000 | 100,000 | ratios |\n|---|---|---|---|---|");
    for (var work : works.entrySet()) {
      print(work.getKey(), flat(work.getValue(), plans, rounds));
    }
    double[] whole = new double[plans.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = millis(LedgerBench::verify, plans.get(i));
    }
    print("log --verify, once", whole);
    System.out.printf(
        Locale.ROOT,
        "%nlog --verify: %.3f ms an event of %,d%n",
        whole[whole.length - 1] / plans.get(whole.length - 1).events(),
        plans.get(whole.length - 1).events());
  }

  private static double[] flat(Work work, List<GeneratedPlan> plans, int rounds) throws Exception {
    double[][] millis = new double[plans.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < plans.size(); i++) {
        millis[i][round] = millis(work, plans.get(i));
      }
    }
    double[] medians = new double[plans.size()];
    for (int i = 0; i < medians.length; i++) {
      Arrays.sort(millis[i]);
      medians[i] = millis[i][rounds / 2];
    }
    return medians;
  }

  private static void print(String name, double[] millis) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f, %.2f |%n",
        name,
        millis[0],
        millis[1],
        millis[2],
        millis[1] / millis[0],
        millis[2] / millis[0]);
  }

  private static double millis(Work work, GeneratedPlan plan) throws Exception {
    long start = System.nanoTime();
    work.run(plan);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void state(GeneratedPlan plan) throws IOException {
    try (JGitHistory history = JGitHistory.open(plan.folder().gitDirectory())) {
      LedgerState state = new Ledger(plan.folder()).state(history);
      expect(state.events() == plan.events());
    }
  }

  /** By agent-2, whose push depends on what agent-1 has handed off. No ref is moved. */
  private static void push(GeneratedPlan plan) throws IOException {
    RefUpdate update = new RefUpdate(BRANCH, plan.tip(BRANCH), plan.tip(GeneratedPlan.PUSHED));
    Verdict verdict =
        new Admission(
                new GatedRepository(
                    plan.folder(),
                    (name, bytes) -> new LoadedPolicy.Valid(plan.policy()),
                    Clock.systemUTC()))
            .decide(
                new Push(Pusher.named("agent-2"), List.of(update), List.of()),
                IncomingObjects.NONE,
                new TicketHolder.Here(accepted -> {}));
    expect(verdict.accepted());
  }

  private static void status(GeneratedPlan plan) throws IOException {
    try (JGitHistory history = JGitHistory.open(plan.folder().gitDirectory())) {
      LedgerState state = new Ledger(plan.folder()).state(history);
      expect(PlanStatus.of(plan.policy(), state, history, Instant.now()).size() == 4);
    }
  }

  private static void log(GeneratedPlan plan) throws IOException {
    LedgerPage.Wanted wanted = new LedgerPage.Wanted("", 0, 0, 5);
    expect(LedgerPage.newest(plan.folder().gitDirectory(), wanted).size() == 5);
  }

  private static void verify(GeneratedPlan plan) throws IOException {
    LedgerChain.Verification examined = LedgerChain.examine(plan.folder());
    expect(examined.events() == plan.events() && examined.problems().isEmpty());
  }

  private static void expect(boolean done) {
    if (!done) {
      throw new IllegalStateException("it did not do what is measured");
    }
  }
}
