/** The API, asked over HTTP of a server that runs in the test's own process. */
@NullMarked
package dev.gatekeeper.server.api;

import org.jspecify.annotations.NullMarked;
