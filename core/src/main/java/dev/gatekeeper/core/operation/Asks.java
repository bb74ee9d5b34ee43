package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.AskRules;
import dev.gatekeeper.core.gate.HandoffRules;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.report.StatusWords;
import dev.gatekeeper.core.report.VerdictMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers to asks (docs/semantics.md, section 6, "Asks"), after {@link Admission} has accepted
 * the push. It is judged again under the lock under which it is answered, and is one decision on
 * record.
 */
public record Asks(GatedRepository gated) {
  /**
   * What comes of an ask.
   *
   * @param verdict the decision, which is on record: whether it is answered
   * @param words the answer, line by line
   * @param begun a validation that has begun, and has to be run; what comes of it is the answer
   */
  public record Answer(Verdict verdict, List<String> words, Optional<Handoffs.Attempt> begun) {
    public Answer {
      words = List.copyOf(words);
    }

    /** All that is said before the checks run. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>(VerdictMessage.lines(verdict));
      lines.addAll(words);
      return lines;
    }

    /** What git is to say the push is rejected for, or "" if the answer is yes. */
    public String refusal() {
      return verdict.accepted() ? "" : verdict.violations().get(0).code() + " " + verdict.id();
    }

    /**
     * The same once the validation that had begun is over.
     *
     * @param handedOff whether it passed, and counts
     */
    public String refusal(boolean handedOff) {
      return handedOff ? "" : Code.NOT_VALIDATED + " " + verdict.id();
    }
  }

  /** Answers a push that asks. Never throws: what goes wrong is a refusal. */
  public Answer answer(Push push) {
    try {
      return answer(push, gated.asked(push));
    } catch (IOException | RuntimeException e) {
      Verdict refused =
          new Admission(gated)
              .refuse(
                  push,
                  Code.GATE_ERROR,
                  "the gate could not answer this: " + e.getMessage(),
                  "ask again later, and tell the operator");
      return new Answer(refused, List.of(), Optional.empty());
    }
  }

  private Answer answer(Push push, AgentId asked) throws IOException {
    try (LockedPlan locked = gated.open(asked)) {
      RefUpdate update = push.updates().get(0);
      Agent agent =
          AskRules.agent(update.ref(), push.pusher(), locked.policy())
              .filter(a -> a.id().equals(asked))
              .orElseThrow(() -> new IOException("the policy has changed in the meantime"));
      Ask ask = Ask.of(update.ref()).orElseThrow();
      Answering answering = new Answering(locked, push, ask, agent);
      try {
        List<Violation> violations = new AskRules(answering.plan).judge(push, update);
        return violations.isEmpty() ? answering.answer() : answering.refuse(violations);
      } catch (PushBudget.Exceeded e) {
        return answering.refuse(Code.LIMIT, e.noAnswer(), PushBudget.Exceeded.next());
      } catch (OperationRefused e) {
        return answering.refuse(Code.STATE_CHANGED, e.why(), e.next());
      }
    }
  }

  private final class Answering {
    private final LockedPlan locked;
    private final Push push;
    private final Ask ask;
    private final Agent agent;
    private final RefName branch;
    private final Oid commit;
    private final PlanState plan;

    Answering(LockedPlan locked, Push push, Ask ask, Agent agent) {
      this.locked = locked;
      this.push = push;
      this.ask = ask;
      this.agent = agent;
      this.branch = RefName.branch(ask.branch());
      this.commit = push.updates().get(0).after();
      this.plan = locked.plan();
    }

    Answer answer() throws IOException, OperationRefused {
      return switch (ask.verb()) {
        case HANDOFF -> handOff();
        case REOPEN -> reopen();
        case STATE ->
            accept(
                PlanStatus.of(locked.policy(), locked.ledger(), locked.history(), locked.now())
                    .stream()
                    .filter(status -> status.agent().id().equals(agent.id()))
                    .flatMap(status -> StatusWords.of(status, locked.policy()).stream())
                    .toList());
      };
    }

    private Answer handOff() throws IOException, OperationRefused {
      List<Verdict> decided = new ArrayList<>();
      Handoffs.Answer answer =
          new Handoffs(gated)
              .begin(
                  locked,
                  new Handoffs.Request(
                      agent.id(),
                      ask.branch(),
                      commit.hex(),
                      Actor.of(push.pusher()),
                      push.pusher()),
                  (ref, tip, examined) -> {
                    Verdict verdict = decide(examined);
                    decided.add(verdict);
                    return verdict;
                  });
      if (answer instanceof Handoffs.Answer.Already already) {
        return accept(List.of("gatekeeper: " + already.words()));
      }
      return new Answer(
          decided.get(0),
          List.of(),
          answer instanceof Handoffs.Answer.Begun begun
              ? Optional.of(begun.attempt())
              : Optional.empty());
    }

    private Answer reopen() throws IOException {
      if (!plan.isClosed(agent.id())) {
        return accept(
            List.of("gatekeeper: " + agent.id() + " is open already: push to its branches"));
      }
      Answer answer =
          accept(
              List.of(
                  "gatekeeper: "
                      + agent.id()
                      + " is reopened; its handoff stays valid until the next"));
      AgentControl.reopen(locked, agent.id(), AskRules.reason(push), Actor.of(push.pusher()));
      return answer;
    }

    private Answer accept(List<String> words) throws IOException {
      return new Answer(decide(true, List.of(), List.of()), words, Optional.empty());
    }

    Answer refuse(Code code, String why, String next) throws IOException {
      return refuse(List.of(new Violation.OfRef(code, branch, why, next)));
    }

    Answer refuse(List<Violation> violations) throws IOException {
      return new Answer(decide(false, violations, List.of()), List.of(), Optional.empty());
    }

    private Verdict decide(HandoffRules.Examined examined) throws IOException {
      return decide(examined.accepted(), examined.violations(), examined.repairs());
    }

    /** Puts the decision on record: about the branch, which is where it was. */
    private Verdict decide(boolean accepted, List<Violation> violations, List<Repair> repairs)
        throws IOException {
      Oid tip = AskRules.tip(locked.history(), branch);
      Verdict verdict =
          locked.decide(
              push.pusher(),
              new RefUpdate(branch, tip, tip),
              agent.id(),
              accepted,
              violations,
              repairs,
              "asked: " + ask.verb().word() + " of " + agent.id());
      locked.record(verdict);
      return verdict;
    }
  }
}
