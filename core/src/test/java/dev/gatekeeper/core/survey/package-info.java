@NullMarked
package dev.gatekeeper.core.survey;

import org.jspecify.annotations.NullMarked;
