/** Fetch and push over HTTP. */
@NullMarked
package dev.gatekeeper.server.git;

import org.jspecify.annotations.NullMarked;
