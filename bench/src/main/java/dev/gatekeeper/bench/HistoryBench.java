package dev.gatekeeper.bench;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;

/** W2: judging every commit of a long history, against git's own pipeline that judges nothing. */
final class HistoryBench {
  private static final Limits UNLIMITED =
      new Limits(
          Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE, Long.MAX_VALUE);

  private HistoryBench() {}

  static void run(Path repository, int runs) throws Exception {
    String head = Files.readString(repository.resolve("HEAD")).strip().replace("ref: ", "");
    Policy policy = policy();
    Permission permission = Permission.of(policy, new AgentId("agent-2"), LocalDate.of(2026, 1, 1));
    Counter last = new Counter();
    new Table("W2: every commit of " + repository.getFileName() + " at " + head, runs)
        .add("git rev-list | git diff-tree -r --stdin", () -> pipeline(repository, head))
        .add(
            "gatekeeper, judged for one of four agents",
            () -> last.copy(judge(repository, head, permission)))
        .print();
    System.out.printf(
        "%n%d commits, %d effects, %d of them trespasses%n",
        last.commits, last.paths, last.trespasses);
  }

  private static Policy policy() {
    String yaml =
        """
        version: 1
        agents:
          agent-1: {branches: [agent-1], owns: [/builtin/, /compat/], forbids: [/t/]}
          agent-2: {branches: [agent-2], owns: [/t/, "/src/**/a*", "*.sh"], forbids: [/Documentation/, "*.c"]}
          agent-3: {branches: [agent-3], owns: [/Documentation/]}
          agent-4: {branches: [agent-4], owns: [/xdiff/, /contrib/]}
        """;
    // Not as the gate would take it: agents overlap, which is no matter here.
    LoadedPolicy loaded = PolicyFile.parse(Policy.FILE_NAME, yaml.getBytes(StandardCharsets.UTF_8));
    if (loaded instanceof LoadedPolicy.Valid valid) {
      return valid.policy();
    }
    throw new IllegalStateException(loaded.toString());
  }

  private static void pipeline(Path repository, String head)
      throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", "git rev-list \"$1\" | git diff-tree -r --stdin", "sh", head)
            .directory(repository.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    if (shell.start().waitFor() != 0) {
      throw new IOException("git's pipeline failed");
    }
  }

  private static Counter judge(Path repository, String head, Permission permission)
      throws IOException {
    Counter counter = new Counter();
    PushBudget budget = new PushBudget(UNLIMITED);
    try (JGitHistory history = JGitHistory.open(repository)) {
      Oid tip = history.tip(new RefName(head));
      history.within(budget).judge(tip, Set.of(), permission, Policy.Contents.ANY, counter);
    }
    counter.commits = budget.commits();
    counter.paths = budget.paths();
    return counter;
  }

  private static final class Counter implements Findings {
    private long trespasses;
    private long commits;
    private long paths;

    void copy(Counter other) {
      trespasses = other.trespasses;
      commits = other.commits;
      paths = other.paths;
    }

    @Override
    public void trespass(Oid commit, RepoPath path, Change change) {
      trespasses++;
    }
  }
}
