/** Who asks: tokens, and what they prove. */
@NullMarked
package dev.gatekeeper.server.auth;

import org.jspecify.annotations.NullMarked;
