package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Queries about commits: their kind and their descent. */
public interface Commits {
  /** What an object is, as far as a ref may point at it. */
  enum Kind {
    COMMIT,
    TAG_OF_COMMIT,
    OTHER,
    MISSING
  }

  Kind kind(Oid id) throws IOException;

  /** Whether it is an existing commit; {@link Oid#ZERO} is not one. */
  default boolean isCommit(Oid id) throws IOException {
    return !id.isZero() && kind(id) == Kind.COMMIT;
  }

  /** Those that are existing commits, in their order. */
  default Set<Oid> present(Collection<Oid> commits) throws IOException {
    return new LinkedHashSet<>(IoStreams.filter(commits, this::isCommit));
  }

  /** Whether {@code tip} is {@code ancestor} or descends from it. */
  boolean contains(Oid tip, Oid ancestor) throws IOException;

  /** Those of {@code asked} that one of {@code known} reaches, or is. */
  Set<Oid> reached(Set<Oid> asked, Set<Oid> known) throws IOException;

  /** The commits that {@code tip} reaches and none of {@code known} does, parents first. */
  List<Oid> commits(Oid tip, Set<Oid> known) throws IOException;

  /**
   * The commits from which {@code tip} goes on: the youngest that it shares with the given ones.
   *
   * @return none of them an ancestor of another; empty if nothing is shared
   */
  List<Oid> bases(Oid tip, Set<Oid> known) throws IOException;

  /** The parents of a commit, in their order. */
  List<Oid> parents(Oid commit) throws IOException;

  /** When a commit says that it was made; whoever makes it can have it say anything. */
  Instant time(Oid commit) throws IOException;

  /** Who made a commit and when, as it says: what follows the word {@code author} in it. */
  String author(Oid commit) throws IOException;
}
