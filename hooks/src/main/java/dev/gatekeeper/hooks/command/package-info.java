/** The commands, one a class; docs/interfaces.md lists them. */
@NullMarked
package dev.gatekeeper.hooks.command;

import org.jspecify.annotations.NullMarked;
