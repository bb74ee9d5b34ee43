@NullMarked
package dev.gatekeeper.core.operation;

import org.jspecify.annotations.NullMarked;
