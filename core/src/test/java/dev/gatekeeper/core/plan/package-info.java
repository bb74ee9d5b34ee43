@NullMarked
package dev.gatekeeper.core.plan;

import org.jspecify.annotations.NullMarked;
