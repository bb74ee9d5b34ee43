package dev.gatekeeper.bench;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Handoff.Basis;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A repository with a plan of four agents, two of which come after others, and a ledger that is
 * written by the code that always writes it, though nothing is validated. Rounds of ten events go
 * to agent-1 and agent-3 in turn; one event of a thousand is a rollback, which leaves a ref behind.
 */
final class GeneratedPlan {
  /** A commit that agent-2 can push, of which nobody has heard yet. */
  static final RefName PUSHED = new RefName("refs/bench/pushed");

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROUND = 10;
  private static final AgentId FIRST = new AgentId("agent-1");
  private static final AgentId THIRD = new AgentId("agent-3");
  private static final String POLICY =
      """
      version: 1
      agents:
        agent-1: {branches: [agent-1], owns: [/a/], validate: [{exists: a/work}]}
        agent-2: {branches: [agent-2], owns: [/b/], after: [agent-1]}
        agent-3: {branches: [agent-3], owns: [/c/], validate: [{exists: c/work}]}
        agent-4: {branches: [agent-4], owns: [/d/], after: [agent-1, agent-3]}
      """;

  private final GatekeeperFolder folder;
  private final Policy policy;
  private final Ledger ledger;
  private final Oid main;
  private final Map<AgentId, Oid> work = new HashMap<>();
  private LedgerState state = LedgerState.EMPTY;

  private GeneratedPlan(GatekeeperFolder folder, Policy policy) throws IOException {
    this.folder = folder;
    this.policy = policy;
    this.ledger = new Ledger(folder);
    this.main = tip(RefName.branch("main"));
    for (AgentId agent : List.of(FIRST, THIRD)) {
      work.put(agent, tip(RefName.branch(agent.id())));
    }
  }

  /** Makes it, with a ledger of that many events. */
  static GeneratedPlan in(Path place, int events) throws IOException, InterruptedException {
    Path repository = place.resolve(events + ".git");
    run(place, "", "git", "init", "-q", "--bare", "-b", "main", "" + repository);
    run(repository, history(), "git", "fast-import", "--quiet");
    GatekeeperFolder folder = new GatekeeperFolder(repository);
    Files.createDirectories(folder.path());
    Files.writeString(folder.policyFile(), POLICY);
    LoadedPolicy loaded =
        PolicyFile.load(Policy.FILE_NAME, POLICY.getBytes(StandardCharsets.UTF_8));
    if (!(loaded instanceof LoadedPolicy.Valid valid)) {
      throw new IllegalStateException(loaded.toString());
    }
    GeneratedPlan plan = new GeneratedPlan(folder, valid.policy());
    while (plan.state.events() < events) {
      plan.append();
    }
    return plan;
  }

  private static String history() {
    StringBuilder text = new StringBuilder();
    commit(text, "refs/heads/main", 1, "README", "");
    commit(text, "refs/heads/agent-1", 2, "a/work", "from :1\n");
    commit(text, "refs/heads/agent-3", 3, "c/work", "from :1\n");
    commit(text, "refs/heads/agent-2", 4, "b/work", "from :2\n");
    commit(text, "refs/heads/agent-4", 5, "d/work", "from :2\nmerge :3\n");
    commit(text, PUSHED.name(), 6, "b/more", "from :4\n");
    return text.append("done\n").toString();
  }

  private static void commit(
      StringBuilder text, String ref, int mark, String file, String parents) {
    text.append("commit ").append(ref).append("\nmark :").append(mark).append('\n');
    text.append("committer Generated <generated@example.invalid> 1760000000 +0000\n");
    text.append("data 4\nwork\n").append(parents);
    text.append("M 644 inline ").append(file).append("\ndata 4\nwork\n\n");
  }

  /** Runs git there to its end. */
  static void run(Path folder, String input, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  GatekeeperFolder folder() {
    return folder;
  }

  Policy policy() {
    return policy;
  }

  long events() {
    return state.events();
  }

  Oid tip(RefName ref) throws IOException {
    try (JGitHistory history = JGitHistory.open(folder.gitDirectory())) {
      return history.tip(ref);
    }
  }

  /** Appends the event that is next, and moves with it the refs that it moves. */
  void append() throws IOException {
    long n = state.events();
    AgentId agent = n / ROUND % 2 == 0 ? FIRST : THIRD;
    RefName branch = RefName.branch(agent.id());
    Oid commit = work.getOrDefault(agent, Oid.ZERO);
    RefName kept = Ledger.handoffPin(agent.id());
    Oid pinned = state.agent(agent).handoff().map(Handoff::commit).orElse(Oid.ZERO);
    List<RefUpdate> refs = new ArrayList<>();
    SortedMap<String, byte[]> logs = Collections.emptySortedMap();
    Event event;
    switch ((int) (n % ROUND)) {
      case 0, 3, 7 -> event = new Event.ValidationStarted(agent, branch, commit);
      case 1, 8 -> {
        event = validated(agent, branch, commit, CheckOutcome.FAILED);
        logs = output(n);
      }
      case 2 -> event = new Event.Stopped(agent, "it was told the wrong thing");
      case 4 -> {
        event = validated(agent, branch, commit, CheckOutcome.PASSED);
        refs.add(new RefUpdate(kept, pinned, commit));
        logs = output(n);
      }
      case 5 -> event = new Event.Resumed(agent, "it was told the right thing");
      case 6 -> event = new Event.Reopened(agent, "a test is missing");
      default -> {
        if (agent.equals(THIRD) && n % 1000 == 999) {
          RefName pin = Ledger.leftBehindPin(agent.id(), state.agent(agent).leftBehind() + 1);
          refs.add(new RefUpdate(pin, Oid.ZERO, commit));
          refs.add(new RefUpdate(kept, pinned, Oid.ZERO));
          event =
              new Event.RolledBack(
                  agent,
                  branch,
                  commit,
                  commit,
                  pin,
                  true,
                  Optional.empty(),
                  List.of(),
                  List.of(),
                  "it misled");
        } else {
          event = pushed(agent, branch, commit);
        }
      }
    }
    Instant at = START.plusSeconds(n);
    state =
        ledger.append(
            state,
            new Ledger.Writing(
                    event, at, Actor.named("generated"), policy.digest(), logs, List.of())
                .moving(refs));
  }

  private Event validated(AgentId agent, RefName branch, Oid commit, CheckOutcome outcome) {
    Basis basis = new Basis(commit, "terms", List.of(main), List.of(), true, false);
    Evidence evidence = new Evidence("make test", outcome, "exit status", 1234, "001.txt");
    return new Event.Validated(agent, branch, commit, outcome, basis, List.of(), List.of(evidence));
  }

  private static Event pushed(AgentId agent, RefName branch, Oid commit) {
    return new Event.Pushed(
        Optional.of(agent),
        Event.Why.MAINTAINER,
        branch,
        commit,
        commit,
        ExemptCommits.OfPush.exactly(commit, List.of(commit), List.of()),
        Optional.empty(),
        "");
  }

  /** What the checks of a validation print: 2 KiB, no two alike. */
  private static SortedMap<String, byte[]> output(long n) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 2048) {
      text.append("test ").append(n).append('.').append(text.length()).append(" ok\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return new TreeMap<>(Map.of("001.txt", bytes));
  }
}
