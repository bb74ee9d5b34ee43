/** How far a plan is: which handoffs are valid, whose turn it is, what may be integrated. */
@NullMarked
package dev.gatekeeper.core.plan;

import org.jspecify.annotations.NullMarked;
