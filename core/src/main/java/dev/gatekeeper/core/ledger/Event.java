package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event of a plan (docs/semantics.md, sections 6 and 7). */
public sealed interface Event {

  /** The kinds of events, each by its word in the ledger. */
  Map<String, Class<? extends Record>> KINDS =
      Map.ofEntries(
          Map.entry("validation-started", ValidationStarted.class),
          Map.entry("validated", Validated.class),
          Map.entry("validation-dropped", ValidationDropped.class),
          Map.entry("attested", Attested.class),
          Map.entry("stopped", Stopped.class),
          Map.entry("resumed", Resumed.class),
          Map.entry("reopened", Reopened.class),
          Map.entry("rolled-back", RolledBack.class),
          Map.entry("integrated", Integrated.class),
          Map.entry("integration-failed", IntegrationFailed.class),
          Map.entry("integration-undone", IntegrationUndone.class),
          Map.entry("policy-changed", PolicyChanged.class),
          Map.entry("pushed", Pushed.class));

  /** The word in the ledger. */
  default String kind() {
    for (var kind : KINDS.entrySet()) {
      if (kind.getValue() == getClass()) {
        return kind.getKey();
      }
    }
    throw new IllegalStateException(getClass() + " has no word");
  }

  /**
   * The kind of that word.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Class<? extends Record> ofKind(String word) {
    Class<? extends Record> kind = KINDS.get(word);
    if (kind == null) {
      throw new IllegalArgumentException("`" + word + "` is not a known event");
    }
    return kind;
  }

  /** Whom it is about; nobody in particular if empty. */
  List<AgentId> about();

  sealed interface OfAgent extends Event {
    AgentId agent();

    @Override
    default List<AgentId> about() {
      return List.of(agent());
    }
  }

  /** An event that keeps what checks have shown; what they printed lies beside it. */
  sealed interface OfChecks extends Event {
    /** In the order of the checks. */
    List<Evidence> evidence();
  }

  record ValidationStarted(AgentId agent, RefName branch, Oid commit) implements OfAgent {}

  /**
   * A validation has ended; if it passed, the commit is the agent's handoff.
   *
   * @param former the handoffs that it replaces and does not contain; none in events of older
   *     releases, here and below
   */
  record Validated(
      AgentId agent,
      RefName branch,
      Oid commit,
      CheckOutcome outcome,
      Handoff.Basis basis,
      @OmittedIfEmpty List<FormerHandoffs> former,
      List<Evidence> evidence)
      implements OfAgent, OfChecks {
    public Validated {
      former = List.copyOf(former);
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * A validation whose result counts for nothing: it was interrupted, or something that concerns it
   * has changed in the meantime.
   */
  record ValidationDropped(AgentId agent, Oid commit, String why, List<Evidence> evidence)
      implements OfAgent, OfChecks {
    public ValidationDropped {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * A validator says what an outside engine found; if it passed, it is the agent's handoff.
   *
   * @param former as of a validation
   */
  record Attested(
      AgentId agent,
      RefName branch,
      Oid commit,
      boolean passed,
      Handoff.Basis basis,
      @OmittedIfEmpty List<FormerHandoffs> former,
      String evidence)
      implements OfAgent {
    public Attested {
      former = List.copyOf(former);
    }
  }

  /** The agent may neither push nor hand off. */
  record Stopped(AgentId agent, String reason) implements OfAgent {}

  record Resumed(AgentId agent, String reason) implements OfAgent {}

  /** An agent that has handed off may push again; its handoff stays until the next. */
  record Reopened(AgentId agent, String reason) implements OfAgent {}

  /**
   * The agent's work was taken back: its handoff is revoked, and its branch returns.
   *
   * @param before where the branch was, {@link Oid#ZERO} if it was gone
   * @param after where it is now; likewise
   * @param pin the ref that keeps where it was, or else the handoff
   * @param revokes whether its handoff does not count any more; one that is integrated stays
   * @param again the integrated handoff that counts instead, if there is one
   * @param keeps the tips of maintainers' pushes that are in what remains of its branches, and that
   *     stay on record; none in events of older releases, which forgot them
   * @param former the handoffs that are revoked with it
   */
  record RolledBack(
      AgentId agent,
      RefName branch,
      Oid before,
      Oid after,
      RefName pin,
      boolean revokes,
      Optional<Oid> again,
      @OmittedIfEmpty List<Oid> keeps,
      @OmittedIfEmpty List<FormerHandoffs> former,
      String reason)
      implements OfAgent {
    public RolledBack {
      former = List.copyOf(former);
      keeps = List.copyOf(keeps);
    }
  }

  /**
   * Handoffs were merged, and the integration branch moved.
   *
   * @param steps one an agent, in their order
   * @param before where the branch was
   * @param after where it is now
   * @param tag the name of the tag that was made with it, or ""
   * @param evidence what the checks of the whole have shown
   */
  record Integrated(List<Step> steps, Oid before, Oid after, String tag, List<Evidence> evidence)
      implements OfChecks {
    public Integrated {
      steps = List.copyOf(steps);
      evidence = List.copyOf(evidence);
    }

    @Override
    public List<AgentId> about() {
      return steps.stream().map(Step::agent).toList();
    }
  }

  /**
   * Handoffs were merged, the checks of the whole did not pass, and nothing moved.
   *
   * @param agents whose handoffs they were
   * @param before where the integration branch is
   * @param culprits a smallest set that was found to make them fail, without those that come along
   *     since others come after them; empty if they fail without any, or if there is no telling
   * @param trials with whose work the checks were made how often in search of it, the first time
   *     among them, and what came of it; none in ledgers of before this was kept
   */
  record IntegrationFailed(
      List<AgentId> agents,
      Oid before,
      List<AgentId> culprits,
      @OmittedIfEmpty List<Trials> trials,
      List<Evidence> evidence)
      implements OfChecks {
    public IntegrationFailed {
      agents = List.copyOf(agents);
      culprits = List.copyOf(culprits);
      trials = List.copyOf(trials);
      evidence = List.copyOf(evidence);
    }

    @Override
    public List<AgentId> about() {
      return agents;
    }
  }

  /**
   * The last integration of an agent was undone on the integration branch, and its work begins
   * anew.
   *
   * @param step what was undone
   * @param undoneBy the commit that undid it, and that the agent's later work has to contain
   * @param before where the integration branch was
   * @param after where it is now; where it was if it had been undone by hand
   * @param tip where the agent's branch was, {@link Oid#ZERO} if there was none
   * @param pin the ref that keeps that
   * @param again the handoff integrated before, which counts again, if there is one
   * @param keeps as of a rollback
   * @param former the handoffs since that are revoked with it
   */
  record IntegrationUndone(
      Step step,
      Oid undoneBy,
      Oid before,
      Oid after,
      Oid tip,
      Optional<RefName> pin,
      Optional<Oid> again,
      @OmittedIfEmpty List<Oid> keeps,
      @OmittedIfEmpty List<FormerHandoffs> former,
      String reason)
      implements OfAgent {
    public IntegrationUndone {
      former = List.copyOf(former);
      keeps = List.copyOf(keeps);
    }

    @Override
    public AgentId agent() {
      return step.agent();
    }
  }

  /**
   * The policy is another one.
   *
   * @param lapsed the agents whose handoffs are not valid under it
   * @param gone those that it names no longer, and whose handoffs are not integrated
   */
  record PolicyChanged(List<AgentId> lapsed, List<Gone> gone) implements Event {
    public PolicyChanged {
      lapsed = List.copyOf(lapsed);
      gone = List.copyOf(gone);
    }

    @Override
    public List<AgentId> about() {
      return List.of();
    }
  }

  /**
   * An agent that the policy names no longer. Its handoff does not count from then on, since nobody
   * can say whether its work goes on under another name.
   *
   * @param pin the ref that keeps the handoff
   * @param again the integrated handoff that counts if the agent is named again, if there is one
   * @param keeps the tips of all maintainers' pushes that are on record, and stay so; none in
   *     events of older releases
   */
  record Gone(AgentId agent, RefName pin, Optional<Oid> again, @OmittedIfEmpty List<Oid> keeps) {
    public Gone {
      keeps = List.copyOf(keeps);
    }
  }

  /**
   * A push that has to be remembered.
   *
   * @param agent whose branch it was, or nobody's
   * @param why what was out of the ordinary
   * @param standing the new commits that keep their standing at a handoff, each with its effects
   *     outside the agent's paths
   * @param pin the ref that keeps {@code before}, where a rewrite or a removal left it behind
   * @param reason as the pusher gave it, or ""
   */
  record Pushed(
      Optional<AgentId> agent,
      Why why,
      RefName ref,
      Oid before,
      Oid after,
      ExemptCommits.OfPush standing,
      Optional<RefName> pin,
      String reason)
      implements Event {

    @Override
    public List<AgentId> about() {
      return agent.stream().toList();
    }
  }

  /** What was out of the ordinary about a push. */
  enum Why {
    /** A maintainer pushed to an agent's branch. */
    MAINTAINER("maintainer"),
    /** A waiver let something pass. */
    WAIVED("waived"),
    /** A maintainer pushed to the integration branch by {@code integration.direct}. */
    DIRECT("direct"),
    /** The same by the push option that overrides. */
    OVERRIDE("override"),
    /** An agent left behind what would not be accepted any more. */
    REWRITE("rewrite"),
    /** An agent removed a branch that it had left beside what it handed off. */
    REMOVED("removed");

    private final String word;

    Why(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /**
     * The reason of that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Why of(String word) {
      for (Why why : values()) {
        if (why.word.equals(word)) {
          return why;
        }
      }
      throw new IllegalArgumentException("`" + word + "` is not a known reason");
    }
  }

  /**
   * An event with its place in the ledger.
   *
   * @param number 1 for the first, and one more for each
   * @param at when it was written; by the clock of the machine, which may go back
   * @param by who brought it about
   * @param policy the digest of the policy in force, or "" if there was none
   */
  record Entry(long number, Instant at, Actor by, String policy, Event event) {}

  /**
   * What one check showed.
   *
   * @param check its name in the policy
   * @param detail what was expected and what was seen, in a line; may be empty
   * @param millis how long it took
   * @param log the file of its output beside the event, or "" if it has none
   */
  record Evidence(String check, CheckOutcome outcome, String detail, long millis, String log) {}

  /**
   * How often the checks of the whole passed with the work of some agents, and how often they did
   * not.
   *
   * @param agents those whose work was in, in the order in which they are integrated; nobody's if
   *     empty
   */
  record Trials(List<AgentId> agents, int passed, int failed) {
    public Trials {
      agents = List.copyOf(agents);
    }

    /** Whether the same work passed once and once did not. */
    public boolean differ() {
      return passed > 0 && failed > 0;
    }
  }

  /**
   * A part of a record that is written only where it is not empty or false: earlier builds did not
   * have it, and what they wrote must read as it did.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface OmittedIfEmpty {}
}
