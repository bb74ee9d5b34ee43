/** Tests of putting the gate in and taking it out. */
@NullMarked
package dev.gatekeeper.hooks.install;

import org.jspecify.annotations.NullMarked;
