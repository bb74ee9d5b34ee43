/** First policies made of what a project has: a plan, a CODEOWNERS file, a tree. */
@NullMarked
package dev.gatekeeper.config.importer;

import org.jspecify.annotations.NullMarked;
