/** Findings over a policy. */
@NullMarked
package dev.gatekeeper.core.lint;

import org.jspecify.annotations.NullMarked;
