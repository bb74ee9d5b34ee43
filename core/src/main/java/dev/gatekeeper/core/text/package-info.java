/** Text that is safe where it is shown, and words that were nearly right. */
@NullMarked
package dev.gatekeeper.core.text;

import org.jspecify.annotations.NullMarked;
