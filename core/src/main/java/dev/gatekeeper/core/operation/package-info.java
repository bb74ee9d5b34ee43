/**
 * What is done with a repository under its lock: admitting a push, handing off, integrating,
 * rolling back, stopping and resuming.
 */
@NullMarked
package dev.gatekeeper.core.operation;

import org.jspecify.annotations.NullMarked;
