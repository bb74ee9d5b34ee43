/** The repositories that are served, and the policy in force in each. */
@NullMarked
package dev.gatekeeper.server.repository;

import org.jspecify.annotations.NullMarked;
