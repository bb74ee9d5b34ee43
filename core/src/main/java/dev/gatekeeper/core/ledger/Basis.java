package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import java.util.List;

/**
 * What a handoff rests on (docs/semantics.md, section 6).
 *
 * @param tree the tree of its commit
 * @param terms the digest of what the agent was held to: its {@code validate} and {@code after}
 * @param trusted the commits of others that were trusted when it was made; its range is what none
 *     of them reaches
 * @param builtOn the youngest commits that it shares with others' handoffs and with the integration
 *     branch: it is valid while each belongs to a valid handoff, or to that branch
 * @param clean whether its range has no violation; one with some is valid under {@code mode: warn}
 *     alone
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
