/**
 * Patterns, and the machine that answers for whole lists of them; see docs/semantics.md, section 2.
 */
@NullMarked
package dev.gatekeeper.core.match;

import org.jspecify.annotations.NullMarked;
