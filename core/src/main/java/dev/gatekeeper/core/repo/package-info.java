/**
 * A repository as the gate keeps it: its lock, tickets, policy and decisions, and the way a push
 * takes through them.
 */
@NullMarked
package dev.gatekeeper.core.repo;

import org.jspecify.annotations.NullMarked;
