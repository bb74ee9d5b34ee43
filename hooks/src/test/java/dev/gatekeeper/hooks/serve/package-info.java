/** The server as a process of its own, with real clients before it. */
@org.jspecify.annotations.NullMarked
package dev.gatekeeper.hooks.serve;
