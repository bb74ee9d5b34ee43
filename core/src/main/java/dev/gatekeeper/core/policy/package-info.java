/** The policy, immutable, and the permission it gives. */
@NullMarked
package dev.gatekeeper.core.policy;

import org.jspecify.annotations.NullMarked;
