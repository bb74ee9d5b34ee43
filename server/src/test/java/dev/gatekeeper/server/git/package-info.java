@NullMarked
package dev.gatekeeper.server.git;

import org.jspecify.annotations.NullMarked;
