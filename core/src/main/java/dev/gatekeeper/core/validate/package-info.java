/**
 * Checks, and what they say of a commit (docs/semantics.md, section 8). {@link
 * dev.gatekeeper.core.validate.Validation} does those of one agent.
 */
@NullMarked
package dev.gatekeeper.core.validate;

import org.jspecify.annotations.NullMarked;
