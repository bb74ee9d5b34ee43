/** What is said of a push, of a path and of a plan, as messages and as JSON. */
@NullMarked
package dev.gatekeeper.core.report;

import org.jspecify.annotations.NullMarked;
