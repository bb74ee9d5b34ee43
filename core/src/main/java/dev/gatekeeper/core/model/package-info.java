/** The nouns of the gate: paths, refs, principals, pushes, violations, verdicts. */
@NullMarked
package dev.gatekeeper.core.model;

import org.jspecify.annotations.NullMarked;
