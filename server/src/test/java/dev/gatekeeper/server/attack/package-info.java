/** What a hostile or confused client may try on the wire; each file tells one attack at its top. */
@NullMarked
package dev.gatekeeper.server.attack;

import org.jspecify.annotations.NullMarked;
