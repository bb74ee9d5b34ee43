package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Contents;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/** What is found against a commit for one agent, {@code me}. */
final class Judged {
  private final BareRepository repository;
  private final Permission permission;
  private Contents contents = Contents.DEFAULT;
  private Limits limits = Limits.DEFAULT;

  Judged(BareRepository repository, String... owns) {
    Policy policy = new PolicyBuilder().agent("me", owns).build();
    this.repository = repository;
    this.permission = Permission.of(policy, new AgentId("me"), LocalDate.of(2026, 7, 1));
  }

  Judged submodules() {
    contents = new Contents(/* submodules= */ true, contents.windowsNames());
    return this;
  }

  Judged noWindowsNames() {
    contents = new Contents(contents.submodules(), Policy.WindowsNames.REFUSE);
    return this;
  }

  Judged limits(Limits chosen) {
    limits = chosen;
    return this;
  }

  /**
   * What is found in what {@code tip} brings beyond {@code known}; found out on a stack of its own,
   * as the gate does.
   */
  Found of(String tip, String... known) throws IOException {
    FutureTask<Found> task = new FutureTask<>(() -> judge(tip, known));
    Thread thread = new Thread(null, task, "judge", 64 << 20);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Found judge(String tip, String... known) throws IOException {
    Found found = new Found();
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      history
          .within(new PushBudget(limits))
          .judge(
              new Oid(tip),
              Arrays.stream(known).map(Oid::new).collect(Collectors.toSet()),
              permission,
              contents,
              found);
    }
    return found;
  }
}
