@NullMarked
package dev.gatekeeper.config.codeowners;

import org.jspecify.annotations.NullMarked;
