package dev.gatekeeper.core.git;

import java.io.IOException;
import org.eclipse.jgit.diff.SimilarityIndex;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** Whether a file may have come of another, as {@code git diff -M} takes it. */
final class Likeness {
  private static final int PERCENT = 50;

  /** Larger files are looked at by nobody but a machine that has the time. */
  private static final long LARGEST = 4 << 20;

  private Likeness() {}

  static boolean isAlike(ObjectReader reader, ObjectId one, ObjectId other) throws IOException {
    if (one.equals(other)) {
      return true;
    }
    ObjectLoader a = reader.open(one, Constants.OBJ_BLOB);
    ObjectLoader b = reader.open(other, Constants.OBJ_BLOB);
    if (Math.max(a.getSize(), b.getSize()) > LARGEST) {
      return false;
    }
    try {
      return SimilarityIndex.create(a).score(SimilarityIndex.create(b), 100) >= PERCENT;
    } catch (SimilarityIndex.TableFullException e) {
      return false;
    }
  }
}
