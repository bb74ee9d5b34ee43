/**
 * The embedded smart-HTTP remote and its API: a door like the native hook, before the same gate.
 */
@NullMarked
package dev.gatekeeper.server;

import org.jspecify.annotations.NullMarked;
