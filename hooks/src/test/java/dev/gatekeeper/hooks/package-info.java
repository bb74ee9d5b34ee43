/** Tests of the executable, most of them with real git. */
@NullMarked
package dev.gatekeeper.hooks;

import org.jspecify.annotations.NullMarked;
