package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.Validation;
import dev.gatekeeper.core.validate.ValidationListener;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * An integration between {@link Integrations#begin} and its end: the checks run on the combined
 * result; if they fail, the agents responsible are searched for.
 */
public final class IntegrationRun extends PlanRun<IntegrationRun.Result> {
  private static final String CANCELLED = "it was cancelled; integrate again";

  private final GatedRepository gated;
  private final Integrations integrations;
  private final Integrations.Attempt attempt;
  private final Sandbox sandbox;
  private final IntegrationProgressText story;

  /**
   * @param story is told how it goes
   */
  public IntegrationRun(
      GatedRepository gated,
      Integrations.Attempt attempt,
      Sandbox sandbox,
      IntegrationProgressText story) {
    this.gated = gated;
    this.integrations = new Integrations(gated);
    this.attempt = attempt;
    this.sandbox = sandbox;
    this.story = story;
  }

  /**
   * What came of it.
   *
   * @param dropped why the result counts for nothing, or ""
   * @param culprits because of whom the checks do not pass, as far as it was found out
   * @param alone whether they do not pass without any of the agents either
   * @param trials with whose work they were made how often to find that out
   * @param event the number in the ledger under which it did not pass, 0 where it did
   */
  public record Result(
      Integrations.Proposal proposal,
      CheckOutcome outcome,
      String dropped,
      List<CheckResult> checks,
      List<AgentId> culprits,
      boolean alone,
      List<Trials> trials,
      long event) {
    public Result {
      checks = List.copyOf(checks);
      culprits = List.copyOf(culprits);
      trials = List.copyOf(trials);
    }

    /** One of which nobody was sought who it is because of. */
    private static Result of(
        Integrations.Proposal proposal,
        CheckOutcome outcome,
        String dropped,
        List<CheckResult> checks) {
      return new Result(proposal, outcome, dropped, checks, List.of(), false, List.of(), 0);
    }

    /** Whether the checks passed and did not pass with the same work. */
    public boolean isUnreliable() {
      return trials.stream().anyMatch(Trials::differ);
    }

    /** Whether the integration branch has moved. */
    public boolean isIntegrated() {
      return outcome == CheckOutcome.PASSED && dropped.isEmpty();
    }
  }

  @Override
  public Result run() throws IOException {
    Integrations.Proposal proposal = attempt.proposal();
    try (LockFile held = attempt.lock()) {
      story.begins(proposal);
      Result result = checked(proposal);
      story.ends(result);
      return result;
    }
  }

  private Result checked(Integrations.Proposal proposal) throws IOException {
    List<CheckResult> checks = List.of();
    CheckOutcome outcome = CheckOutcome.ERRORED;
    try {
      checks = validate(proposal.after(), story.listener());
      outcome = HandoffRun.outcome(checks);
      if (outcome == CheckOutcome.PASSED) {
        String dropped =
            integrations.end(attempt, HandoffRun.evidence(checks), HandoffRun.logs(checks));
        return Result.of(proposal, outcome, dropped, checks);
      }
      story.fails(proposal);
      CulpritSearch.Found found = culprits(proposal);
      long event =
          integrations.failed(attempt, found, HandoffRun.evidence(checks), HandoffRun.logs(checks));
      return new Result(
          proposal, outcome, "", checks, found.culprits(), found.alone(), found.trials(), event);
    } catch (CancellationException e) {
      return Result.of(proposal, outcome, CANCELLED, checks);
    }
  }

  /** That they can't be found is no reason not to put on record that the whole did not pass. */
  private CulpritSearch.Found culprits(Integrations.Proposal proposal) {
    List<AgentId> order = proposal.ready().stream().map(ready -> ready.agent().id()).toList();
    Function<AgentId, List<AgentId>> after =
        id -> proposal.policy().agent(id).stream().flatMap(a -> a.after().stream()).toList();
    try {
      return new CulpritSearch(order, after, this::passes).find();
    } catch (IOException e) {
      story.doesNotFind(String.valueOf(e.getMessage()));
      return new CulpritSearch.Found(List.of(), false, List.of());
    }
  }

  private boolean passes(List<AgentId> agents) throws IOException {
    story.tries(agents);
    boolean passes = false;
    try {
      Oid merged = integrations.merged(attempt.proposal(), agents);
      passes = HandoffRun.outcome(validate(merged, ValidationListener.NONE)) == CheckOutcome.PASSED;
    } catch (OperationRefused e) {
      passes = false; // these do not go together without the others either
    }
    story.tried(passes);
    return passes;
  }

  /**
   * @throws CancellationException if it was cancelled before its end
   */
  private List<CheckResult> validate(Oid commit, ValidationListener listener) throws IOException {
    List<CheckResult> results =
        make(
            new Validation(
                gated.folder().gitDirectory(),
                commit,
                attempt.proposal().checks(),
                sandbox,
                listener));
    if (isCancelled()) {
      throw new CancellationException(CANCELLED);
    }
    return results;
  }
}
