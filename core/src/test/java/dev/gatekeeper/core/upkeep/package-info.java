@NullMarked
package dev.gatekeeper.core.upkeep;

import org.jspecify.annotations.NullMarked;
