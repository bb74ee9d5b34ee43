/** A clone's own gate: its folder, repository, tokens and server. */
@NullMarked
package dev.gatekeeper.hooks.up;

import org.jspecify.annotations.NullMarked;
