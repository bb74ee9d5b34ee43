package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Budget;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** Whether what an entry names is there, is a blob, and is no larger than allowed. */
final class BlobCheck {
  private static final int REMEMBERED = 1 << 16;

  private final ObjectReader reader;
  private final Budget budget;
  private final Set<ObjectId> good = new HashSet<>();

  BlobCheck(ObjectReader reader, Budget budget) {
    this.reader = reader;
    this.budget = budget;
  }

  /** What is wrong, empty if nothing is. */
  String fault(ObjectId id) throws IOException {
    if (good.contains(id)) {
      return "";
    }
    try {
      long size = reader.open(id, Constants.OBJ_BLOB).getSize();
      if (size > budget.limits().object()) {
        throw budget.objectTooLarge(id.name(), size);
      }
    } catch (MissingObjectException e) {
      return "names the object " + id.name() + ", which is missing";
    } catch (IncorrectObjectTypeException e) {
      return "names the object " + id.name() + ", which is no file's content";
    }
    if (good.size() >= REMEMBERED) {
      good.clear();
    }
    good.add(id);
    return "";
  }
}
