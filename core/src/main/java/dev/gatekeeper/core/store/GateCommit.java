package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;

/**
 * The commits and tags that the gate makes, signed where the repository's configuration says so.
 */
public final class GateCommit {
  private GateCommit() {}

  static PersonIdent gate(Instant at) {
    return new PersonIdent("Gatekeeper", "gatekeeper@localhost", at, ZoneOffset.UTC);
  }

  /** Stores a commit of a tree that is stored. */
  public static Oid commit(
      Path gitDirectory, Oid tree, List<Oid> parents, String message, Instant at)
      throws IOException {
    try (Repository repository = OpenRepository.unchecked(gitDirectory);
        ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(ObjectId.fromString(tree.hex()));
      commit.setParentIds(parents.stream().map(p -> ObjectId.fromString(p.hex())).toList());
      commit.setMessage(message);
      return new Oid(store(repository, inserter, commit, at).name());
    }
  }

  /** Stores it; what it refers to has been handed to the same inserter or is stored. */
  static ObjectId store(
      Repository repository, ObjectInserter inserter, CommitBuilder commit, Instant at)
      throws IOException {
    commit.setAuthor(gate(at));
    commit.setCommitter(gate(at));
    if (SignedCommit.isWanted(repository)) {
      inserter.flush();
      return SignedCommit.write(repository, commit);
    }
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    return id;
  }

  /** Stores an annotated tag of a commit. */
  public static Oid tag(Path gitDirectory, String name, Oid commit, String message, Instant at)
      throws IOException {
    try (Repository repository = OpenRepository.unchecked(gitDirectory);
        ObjectInserter inserter = repository.newObjectInserter()) {
      TagBuilder tag = new TagBuilder();
      tag.setTag(name);
      tag.setObjectId(ObjectId.fromString(commit.hex()), Constants.OBJ_COMMIT);
      tag.setTagger(gate(at));
      tag.setMessage(message);
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      return new Oid(id.name());
    }
  }
}
