/**
 * The upkeep of a repository: objects packed, history indexed, what dead processes left behind
 * cleared away. Never part of a push, and no push waits for it.
 */
@NullMarked
package dev.gatekeeper.core.upkeep;

import org.jspecify.annotations.NullMarked;
