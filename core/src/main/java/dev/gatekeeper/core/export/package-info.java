/** The policy in the words of other tools, as far as they have words for it. */
@NullMarked
package dev.gatekeeper.core.export;

import org.jspecify.annotations.NullMarked;
