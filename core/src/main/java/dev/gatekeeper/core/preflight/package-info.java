/** Whether all is ready for the agents to start. */
@NullMarked
package dev.gatekeeper.core.preflight;

import org.jspecify.annotations.NullMarked;
