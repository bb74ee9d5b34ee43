/** How the server is set up: addresses, limits, certificates. */
@NullMarked
package dev.gatekeeper.server.settings;

import org.jspecify.annotations.NullMarked;
