@NullMarked
package dev.gatekeeper.server;

import org.jspecify.annotations.NullMarked;
