/** Commands that ask a server. */
@NullMarked
package dev.gatekeeper.hooks.remote;

import org.jspecify.annotations.NullMarked;
