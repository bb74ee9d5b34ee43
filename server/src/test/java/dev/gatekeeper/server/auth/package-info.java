/** Who is believed to be whom, and who is not. */
@NullMarked
package dev.gatekeeper.server.auth;

import org.jspecify.annotations.NullMarked;
