/** What can be done with a plan: hand off, stop and resume, reopen, take back. */
@NullMarked
package dev.gatekeeper.core.plan;

import org.jspecify.annotations.NullMarked;
