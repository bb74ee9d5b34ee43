package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GateCommit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred agents, each with a thousand files, integrated one after the other: the tree is that of
 * as many merges of git's, and to undo any one of them leaves what the others make.
 */
@Timeout(300)
class ManyAgentsTest {
  private static final int AGENTS = 100;
  private static final int FILES = 1000;
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

  @TempDir Path temp;

  private static String name(int agent) {
    return "agent-%03d".formatted(agent);
  }

  private static Policy policy() {
    PolicyBuilder policy = new PolicyBuilder();
    for (int i = 0; i < AGENTS; i++) {
      policy.agent(name(i), "/" + name(i) + "/");
    }
    return policy.build();
  }

  /** A line of history for each agent, from the one commit on main. */
  private static String stream() {
    StringBuilder text = new StringBuilder();
    text.append("blob\nmark :1\ndata 2\n1\n\nblob\nmark :2\ndata 2\n2\n\n");
    commit(text, "main", 100, "");
    text.append("M 100644 :1 README\n");
    for (int i = 0; i < AGENTS; i++) {
      for (int f = 0; f < FILES; f++) {
        text.append("M 100644 :1 ").append(path(i, f)).append('\n');
      }
    }
    for (int i = 0; i < AGENTS; i++) {
      commit(text, name(i), 200 + i, "refs/heads/main");
      // every agent changes some, removes some and adds some
      for (int f = i % 7; f < FILES; f += 7) {
        text.append(f % 3 == 0 ? "D " : "M 100644 :2 ").append(path(i, f)).append('\n');
      }
      text.append("M 100755 :2 ").append(name(i)).append("/new/").append(i).append('\n');
    }
    return text.toString();
  }

  private static String path(int agent, int file) {
    return name(agent) + "/" + file % 10 + "/f" + file;
  }

  private static void commit(StringBuilder text, String branch, int time, String from) {
    text.append("commit refs/heads/").append(branch).append('\n');
    text.append("committer a <a@example.com> ").append(1_780_000_000 + time).append(" +0000\n");
    text.append("data 1\nx\n");
    if (!from.isEmpty()) {
      text.append("from ").append(from).append("\n");
    }
  }

  @Test
  void theTreeIsThatOfAsManyMergesAndOfTheOthersOnceOneIsUndone() throws IOException {
    undoEvery(9);
  }

  @Test
  @Tag("slow")
  void theTreeIsThatOfAsManyMergesAndOfTheOthersWhicheverIsUndone() throws IOException {
    undoEvery(1);
  }

  private void undoEvery(int step) throws IOException {
    BareRepository repository = BareRepository.create(temp.resolve("r"));
    repository.git(stream().getBytes(StandardCharsets.UTF_8), "fast-import", "--quiet");
    List<Oid> works = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      works.add(new Oid(repository.git("rev-parse", name(i))));
    }
    Oid main = new Oid(repository.git("rev-parse", "main"));
    Policy policy = policy();
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      List<Oid> merges = new ArrayList<>(List.of(main));
      for (int i = 0; i < AGENTS; i++) {
        merges.add(integrate(repository, history, policy, merges.get(i), works.get(i), i));
      }
      Oid all = merges.get(AGENTS);
      assertThat(history.tree(all).hex()).isEqualTo(mergedByGit(repository, main, works));
      Permission everything = Permission.everything(policy, TODAY);
      for (int i = 0; i < AGENTS; i += step) {
        History.Merge undone =
            history
                .within(new PushBudget(policy.limits()))
                .storeUndone(all, merges.get(i), merges.get(i + 1), everything);
        assertThat(undone.isWhole()).isTrue();
        assertThat(undone.tree())
            .as(name(i))
            .isEqualTo(withoutOne(repository, history, policy, merges.get(i), works, i));
      }
    }
  }

  private static Oid integrate(
      BareRepository repository, JGitHistory history, Policy policy, Oid onto, Oid work, int agent)
      throws IOException {
    Permission own = Permission.of(policy, new AgentId(name(agent)), TODAY);
    History.Merge merge =
        history.within(new PushBudget(policy.limits())).storeMerge(onto, work, own);
    assertThat(merge.isWhole()).isTrue();
    assertThat(merge.kept()).isEmpty();
    return GateCommit.commit(
        repository.folder(), merge.tree(), List.of(onto, work), "x\n", Instant.EPOCH);
  }

  /** The tree of git's own merges, one after the other. */
  private static String mergedByGit(BareRepository repository, Oid main, List<Oid> works)
      throws IOException {
    StringBuilder script = new StringBuilder("set -e\ntip=" + main + "\n");
    for (Oid work : works) {
      script.append("tree=$(git merge-tree --write-tree $tip ").append(work).append(")\n");
      script.append("tip=$(git -c user.name=a -c user.email=a@x commit-tree -m x -p $tip -p ");
      script.append(work).append(" $tree)\n");
    }
    script.append("git rev-parse $tip^{tree}\n");
    Process shell = repository.start(List.of("sh", "-c", script.toString()));
    return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** The tree that the others make: those before are merged already, those after come onto them. */
  private static Oid withoutOne(
      BareRepository repository,
      JGitHistory history,
      Policy policy,
      Oid before,
      List<Oid> works,
      int left)
      throws IOException {
    Oid tip = before;
    for (int i = left + 1; i < AGENTS; i++) {
      tip = integrate(repository, history, policy, tip, works.get(i), i);
    }
    return history.tree(tip);
  }
}
