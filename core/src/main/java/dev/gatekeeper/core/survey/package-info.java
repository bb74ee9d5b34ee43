/** What a policy makes of the files that are there. */
@NullMarked
package dev.gatekeeper.core.survey;

import org.jspecify.annotations.NullMarked;
