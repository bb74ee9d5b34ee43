/** What the gate reads from a repository, through JGit; section 4 of the semantics. */
@NullMarked
package dev.gatekeeper.core.git;

import org.jspecify.annotations.NullMarked;
