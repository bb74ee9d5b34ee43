@NullMarked
package dev.gatekeeper.config.importer;

import org.jspecify.annotations.NullMarked;
