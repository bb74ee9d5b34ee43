package dev.gatekeeper.core.report;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.plan.AgentProgress.AgentState;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The status of one agent in words, line by line, the answer to an ask. */
public final class StatusWords {
  private StatusWords() {}

  /** Its state, what it waits for or that it may push, and what to do. */
  public static List<String> of(AgentStatus status, Policy policy) {
    List<String> lines = new ArrayList<>();
    boolean waits = !status.waits().isEmpty();
    lines.add(
        "gatekeeper: %s is %s%s"
            .formatted(
                status.agent().id(), marked(status), waits ? ", and waits:" : "; it may push"));
    status
        .waits()
        .forEach(blocker -> lines.add(PlainText.cut("  " + blocker.why(), PlainText.WIDTH)));
    Optional<AgentRecord.Last> last = status.record().last();
    if (status.state() == AgentState.FAILED && last.isPresent()) {
      lines.add(
          "  its last validation %s: gatekeeper log --output %s"
              .formatted(last.get().outcome().word(), last.get().event()));
    }
    if (!status.stuck().isEmpty()) {
      lines.add(PlainText.cut("  " + status.stuck(), PlainText.WIDTH));
    }
    next(status, policy).forEach(next -> lines.add("next: " + next));
    return lines.stream().map(PlainText::ascii).toList();
  }

  /** The state, and what is so besides it. */
  public static String marked(AgentStatus status) {
    return status.state().word()
        + (status.closed() ? ", closed" : "")
        + (status.record().stopped().isPresent() ? ", stopped" : "");
  }

  private static Set<String> next(AgentStatus status, Policy policy) {
    Set<String> next = new LinkedHashSet<>();
    status.waits().forEach(blocker -> next.add(blocker.todo()));
    if (status.closed()) {
      status.handoff().ifPresent(h -> next.add("reopen it: " + Ask.reopen(h.commit(), h.branch())));
    }
    if (status.state() == AgentState.VALIDATING) {
      next.add("ask again for its result: " + Ask.state(status.agent(), policy));
    } else if (status.waits().isEmpty()) {
      status.heads().stream()
          .filter(AgentStatus.Head::works)
          .forEach(
              head ->
                  next.add(
                      switch (status.state()) {
                        case FAILED ->
                            "fix what failed, push, and hand off: " + Ask.handoff(head.ref());
                        case SUSPENDED ->
                            "merge %s and the handoffs that it comes after, push, and hand off: %s"
                                .formatted(policy.integration().branch(), Ask.handoff(head.ref()));
                        default ->
                            "when everything is done, hand off: "
                                + Ask.handoff(head.tip(), head.ref());
                      }));
    }
    return next;
  }
}
