/** The HTTP API for programs. */
@NullMarked
package dev.gatekeeper.server.api;

import org.jspecify.annotations.NullMarked;
