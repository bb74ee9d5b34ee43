package dev.gatekeeper.core.git;

import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** A reader for a partial clone, where a missing object is not the pusher's fault. */
final class PartialCloneReader extends ObjectReader.Filter {
  private final ObjectReader reader;

  private PartialCloneReader(ObjectReader reader) {
    this.reader = reader;
  }

  static ObjectReader of(Repository repository) {
    ObjectReader reader = repository.newObjectReader();
    return isPartial(repository.getConfig()) ? new PartialCloneReader(reader) : reader;
  }

  /** As git-config(1) says of {@code remote.<name>.promisor} and extensions.partialClone. */
  private static boolean isPartial(Config config) {
    return config.getString("extensions", null, "partialClone") != null
        || config.getSubsections("remote").stream()
            .anyMatch(name -> config.getBoolean("remote", name, "promisor", false));
  }

  @Override
  protected ObjectReader delegate() {
    return reader;
  }

  @Override
  public ObjectReader newReader() {
    return new PartialCloneReader(reader.newReader());
  }

  @Override
  public ObjectLoader open(AnyObjectId id) throws IOException {
    return open(id, OBJ_ANY);
  }

  @Override
  public ObjectLoader open(AnyObjectId id, int type) throws IOException {
    try {
      return reader.open(id, type);
    } catch (MissingObjectException e) {
      throw (IOException) IncompleteHistory.partial(id).initCause(e);
    }
  }
}
