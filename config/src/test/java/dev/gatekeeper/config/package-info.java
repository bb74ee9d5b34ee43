@NullMarked
package dev.gatekeeper.config;

import org.jspecify.annotations.NullMarked;
