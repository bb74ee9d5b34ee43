/** Tests of what the commands are made of. */
@NullMarked
package dev.gatekeeper.hooks.command;

import org.jspecify.annotations.NullMarked;
