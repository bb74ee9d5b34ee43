/** A repository that a server serves: asked over its API, with git's own credentials. */
@NullMarked
package dev.gatekeeper.hooks.remote;

import org.jspecify.annotations.NullMarked;
