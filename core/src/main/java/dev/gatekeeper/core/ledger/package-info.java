/** What the ledger says, and what follows from it: events, and the state after them. */
@NullMarked
package dev.gatekeeper.core.ledger;

import org.jspecify.annotations.NullMarked;
