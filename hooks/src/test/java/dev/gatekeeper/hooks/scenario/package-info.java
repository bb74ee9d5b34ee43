/** Stories with real git and several identities, told in files and run through every door. */
@NullMarked
package dev.gatekeeper.hooks.scenario;

import org.jspecify.annotations.NullMarked;
