/** What the gate keeps in a repository: lock, tickets, policy, decisions and ledger. */
@NullMarked
package dev.gatekeeper.core.store;

import org.jspecify.annotations.NullMarked;
