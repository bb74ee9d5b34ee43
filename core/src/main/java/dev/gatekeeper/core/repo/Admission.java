package dev.gatekeeper.core.repo;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.LoadedPolicy;
import java.time.Instant;
import java.util.List;

/**
 * The way of a push through every door: lock, policy, judgement, decision on record, ticket
 * (semantics, section 9).
 *
 * <p>Whatever goes wrong on the way is a refusal with its reason; this class never throws and never
 * accepts by default.
 */
public final class Admission {
  private final GatekeeperFolder folder;
  private final LoadedPolicy.Reader policies;

  public Admission(GatekeeperFolder folder, LoadedPolicy.Reader policies) {
    this.folder = folder;
    this.policies = policies;
  }

  /**
   * Judges a push of which git has received the objects and not yet moved the refs.
   *
   * @param push what is pushed and by whom
   * @param incoming where its objects are
   * @param holder the process that will move the refs, for the ticket
   */
  public Verdict decide(Push push, IncomingObjects incoming, TicketHolder holder) {
    List<Violation> broken =
        push.updates().stream()
            .<Violation>map(
                u ->
                    new Violation.OfRef(
                        Code.GATE_ERROR,
                        u.ref(),
                        "nothing can be judged yet in " + folder + " with " + policies,
                        "wait for " + incoming + holder))
            .toList();
    return new Verdict(
        "000000000000",
        Instant.EPOCH,
        push.pusher(),
        List.of(),
        false,
        broken,
        "",
        List.of(),
        0,
        0,
        0);
  }
}
