/** What a change of the policy means: for each agent what it gains and loses. */
@NullMarked
package dev.gatekeeper.core.diff;

import org.jspecify.annotations.NullMarked;
