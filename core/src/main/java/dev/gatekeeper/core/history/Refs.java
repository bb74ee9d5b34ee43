package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.util.List;

/** The refs of a repository and their commits, before the push that is judged. */
public interface Refs {
  /** What the ref points at before the push, {@link Oid#ZERO} if there is none. */
  Oid tip(RefName ref) throws IOException;

  /** The branches there are, by name; in a working copy those of the remote as well. */
  List<RefName> branches() throws IOException;

  /** The refs for which this one would have to be a folder. */
  List<RefName> below(RefName ref) throws IOException;

  /** Whether the ref stands for another, so that moving it moves that one. */
  boolean isSymbolic(RefName ref) throws IOException;
}
