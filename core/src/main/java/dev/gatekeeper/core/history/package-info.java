/** What is asked of a repository, and within which limits. */
@NullMarked
package dev.gatekeeper.core.history;

import org.jspecify.annotations.NullMarked;
