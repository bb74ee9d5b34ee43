/** What all commands share: the console, exit statuses and failures. */
@NullMarked
package dev.gatekeeper.hooks.cli;

import org.jspecify.annotations.NullMarked;
