/** The policy file: read, checked, and given to the gate, or refused with all its problems. */
@NullMarked
package dev.gatekeeper.config;

import org.jspecify.annotations.NullMarked;
