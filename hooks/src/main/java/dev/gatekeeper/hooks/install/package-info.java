/** Putting the gate into a repository, and taking it out again without a trace. */
@NullMarked
package dev.gatekeeper.hooks.install;

import org.jspecify.annotations.NullMarked;
