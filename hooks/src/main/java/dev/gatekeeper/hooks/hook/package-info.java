/** The verbs that git's hooks call. */
@NullMarked
package dev.gatekeeper.hooks.hook;

import org.jspecify.annotations.NullMarked;
