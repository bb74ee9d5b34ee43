package dev.gatekeeper.core.model;

/**
 * How a path differs from what was expected of the commit (semantics, section 4); the letters are
 * git's.
 */
public enum Change {
  /** Added. */
  A,
  /** Modified, its mode included. */
  M,
  /** Deleted. */
  D,
  /** Of another type: file, symbolic link, submodule. */
  T
}
