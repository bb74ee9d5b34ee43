/** What an agent is told before it starts: one text out of policy and plan. */
@NullMarked
package dev.gatekeeper.core.brief;

import org.jspecify.annotations.NullMarked;
