package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.time.Instant;
import java.util.List;

/**
 * A commit that was validated and is not revoked: the base of other agents' work while it is valid.
 *
 * @param event the number of the event that made it
 * @param branch whose tip it was
 * @param policy the digest of the policy under which it was made
 */
public record Handoff(
    long event, Instant at, RefName branch, Oid commit, Basis basis, String policy) {

  /**
   * What a handoff rests on (docs/semantics.md, section 6).
   *
   * @param tree the tree of its commit
   * @param terms the digest of what the agent was held to: its {@code validate} and {@code after}
   * @param trusted the commits of others that were trusted when it was made; its range is what none
   *     of them reaches
   * @param builtOn the youngest commits that it shares with others' handoffs and with the
   *     integration branch: it is valid while each belongs to a valid handoff, or to that branch
   * @param clean whether its range has no violation; one with some is valid under {@code mode:
   *     warn} alone
   * @param continues whether it contains the agent's last handoff, and goes on with its line
   */
  public record Basis(
      Oid tree,
      String terms,
      List<Oid> trusted,
      List<Oid> builtOn,
      boolean clean,
      boolean continues) {
    public Basis {
      trusted = List.copyOf(trusted);
      builtOn = List.copyOf(builtOn);
    }
  }
}
