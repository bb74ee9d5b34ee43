/** The pages of the documentation, held against the program. */
@NullMarked
package dev.gatekeeper.hooks.pages;

import org.jspecify.annotations.NullMarked;
