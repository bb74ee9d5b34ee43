package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refs that git can't keep together: each is a file, so none can be a folder of another
 * (git-update-ref(1)).
 */
public final class RefNameConflicts {
  private RefNameConflicts() {}

  /** A ref beside which git can't have this one, if there is one. */
  public static Optional<RefName> inTheWay(Refs refs, RefName ref) throws IOException {
    return inTheWay(refs, ref, Set.of());
  }

  /**
   * The same when other refs are made together with it. One that is deleted together with it is in
   * its way all the same: not every git, nor JGit, moves both at once.
   */
  static Optional<RefName> inTheWay(Refs refs, RefName ref, Set<RefName> made) throws IOException {
    for (RefName above : above(ref)) {
      if (made.contains(above) || !refs.tip(above).isZero()) {
        return Optional.of(above);
      }
    }
    return refs.below(ref).stream().findFirst();
  }

  /** Whether one of the two would have to be a folder. */
  public static boolean collide(RefName one, RefName other) {
    return above(one).contains(other) || above(other).contains(one);
  }

  private static List<RefName> above(RefName ref) {
    List<RefName> above = new ArrayList<>();
    String name = ref.name();
    for (int end = name.indexOf('/', "refs/x".length());
        end > 0;
        end = name.indexOf('/', end + 1)) {
      above.add(new RefName(name.substring(0, end)));
    }
    return above;
  }
}
