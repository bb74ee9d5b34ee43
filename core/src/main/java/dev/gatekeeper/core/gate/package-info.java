/** Where a push is decided. */
@NullMarked
package dev.gatekeeper.core.gate;

import org.jspecify.annotations.NullMarked;
