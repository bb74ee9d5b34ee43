package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** A reader of stored objects and of trees that are computed and never stored. */
final class ComputedTreeReader extends ObjectReader.Filter {
  private final ObjectReader stored;
  private final Map<ObjectId, byte[]> made = new HashMap<>();

  ComputedTreeReader(ObjectReader stored) {
    this.stored = stored;
  }

  /** The id of a tree with that content, which can be read from now on. */
  ObjectId tree(byte[] content) {
    try (ObjectInserter unstored = new ObjectInserter.Formatter()) {
      ObjectId id = unstored.idFor(Constants.OBJ_TREE, content);
      made.put(id, content);
      return id;
    }
  }

  @Override
  protected ObjectReader delegate() {
    return stored;
  }

  @Override
  public ObjectLoader open(AnyObjectId id, int type) throws IOException {
    byte[] content = made.get(id.toObjectId());
    return content == null
        ? stored.open(id, type)
        : new ObjectLoader.SmallObject(Constants.OBJ_TREE, content);
  }

  @Override
  public ObjectLoader open(AnyObjectId id) throws IOException {
    return open(id, OBJ_ANY);
  }

  /** What it reads from is closed by whoever opened it. */
  @Override
  public void close() {}
}
