/** Measurements, side by side with what they are held against; never part of the tests. */
@NullMarked
package dev.gatekeeper.bench;

import org.jspecify.annotations.NullMarked;
