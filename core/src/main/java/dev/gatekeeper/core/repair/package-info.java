/** How a push or a handoff that was refused can be put right. */
@NullMarked
package dev.gatekeeper.core.repair;

import org.jspecify.annotations.NullMarked;
