package dev.gatekeeper.core.model;

/**
 * One command of a push: a ref with its old and new commit.
 *
 * @param ref which ref
 * @param before what it points at now, {@link Oid#ZERO} if it is to be created
 * @param after what it shall point at, {@link Oid#ZERO} if it is to be deleted
 */
public record RefUpdate(RefName ref, Oid before, Oid after) {

  public boolean isCreation() {
    return before.isZero();
  }

  public boolean isDeletion() {
    return after.isZero();
  }
}
