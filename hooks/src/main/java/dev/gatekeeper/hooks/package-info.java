/** The gatekeeper executable: every command that a person or a hook runs. */
@NullMarked
package dev.gatekeeper.hooks;

import org.jspecify.annotations.NullMarked;
