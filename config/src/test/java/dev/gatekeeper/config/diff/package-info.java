@NullMarked
package dev.gatekeeper.config.diff;

import org.jspecify.annotations.NullMarked;
