package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import java.util.Optional;

/** What can happen to a plan (docs/semantics.md, sections 6 and 7). */
public sealed interface Event {

  /** The word in the ledger. */
  String kind();

  /** Whom it is about, or nobody in particular. */
  Optional<AgentId> about();

  /** An event about one agent. */
  sealed interface OfAgent extends Event {
    AgentId agent();

    @Override
    default Optional<AgentId> about() {
      return Optional.of(agent());
    }
  }

  /** The validation of a commit begins. */
  record ValidationStarted(AgentId agent, RefName branch, Oid commit) implements OfAgent {
    @Override
    public String kind() {
      return "validation-started";
    }
  }

  /** A validation has ended; if it passed, the commit is the agent's handoff. */
  record Validated(
      AgentId agent,
      RefName branch,
      Oid commit,
      Outcome outcome,
      Basis basis,
      List<Evidence> evidence)
      implements OfAgent {
    public Validated {
      evidence = List.copyOf(evidence);
    }

    @Override
    public String kind() {
      return "validated";
    }
  }

  /**
   * A validation whose result counts for nothing: it was interrupted, or something that concerns it
   * has changed meanwhile.
   */
  record ValidationDropped(AgentId agent, Oid commit, String why, List<Evidence> evidence)
      implements OfAgent {
    public ValidationDropped {
      evidence = List.copyOf(evidence);
    }

    @Override
    public String kind() {
      return "validation-dropped";
    }
  }

  /** A validator says what an outside engine found; if it passed, it is the agent's handoff. */
  record Attested(
      AgentId agent, RefName branch, Oid commit, boolean passed, Basis basis, String evidence)
      implements OfAgent {
    @Override
    public String kind() {
      return "attested";
    }
  }

  /** The agent may neither push nor hand off. */
  record Stopped(AgentId agent, String reason) implements OfAgent {
    @Override
    public String kind() {
      return "stopped";
    }
  }

  /** It may again. */
  record Resumed(AgentId agent, String reason) implements OfAgent {
    @Override
    public String kind() {
      return "resumed";
    }
  }

  /** An agent that has handed off may push again; its handoff stays until the next. */
  record Reopened(AgentId agent, String reason) implements OfAgent {
    @Override
    public String kind() {
      return "reopened";
    }
  }

  /**
   * The agent's work was taken back: its handoff is revoked, and its branch returns.
   *
   * @param before where the branch was
   * @param after where it is now
   * @param pin the ref that keeps where it was
   */
  record RolledBack(
      AgentId agent, RefName branch, Oid before, Oid after, RefName pin, String reason)
      implements OfAgent {
    @Override
    public String kind() {
      return "rolled-back";
    }
  }

  /**
   * The policy is another one.
   *
   * @param lapsed the agents whose handoffs are not valid under it
   */
  record PolicyChanged(List<AgentId> lapsed) implements Event {
    public PolicyChanged {
      lapsed = List.copyOf(lapsed);
    }

    @Override
    public String kind() {
      return "policy-changed";
    }

    @Override
    public Optional<AgentId> about() {
      return Optional.empty();
    }
  }

  /**
   * A push that has to be remembered.
   *
   * @param why what was out of the ordinary
   * @param agent whose branch it was, or nobody's
   * @param standing the new commits that keep their standing at a handoff, each with its effects
   *     outside the agent's paths
   * @param pin the ref that keeps {@code before}, where a rewrite left it behind
   * @param reason as the pusher gave it, or ""
   */
  record Pushed(
      Why why,
      Optional<AgentId> agent,
      RefName ref,
      Oid before,
      Oid after,
      Standing standing,
      Optional<RefName> pin,
      String reason)
      implements Event {

    @Override
    public String kind() {
      return "pushed";
    }

    @Override
    public Optional<AgentId> about() {
      return agent;
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
    REWRITE("rewrite");

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
      throw new IllegalArgumentException("`" + word + "` is no reason");
    }
  }
}
