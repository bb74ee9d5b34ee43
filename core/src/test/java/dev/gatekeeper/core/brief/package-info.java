@NullMarked
package dev.gatekeeper.core.brief;

import org.jspecify.annotations.NullMarked;
