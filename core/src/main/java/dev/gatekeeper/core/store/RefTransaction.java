package dev.gatekeeper.core.store;

import dev.gatekeeper.core.model.RefUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/** A transaction that moves refs, all of them or none. */
public final class RefTransaction {
  private RefTransaction() {}

  /**
   * Moves them.
   *
   * @param why what the reflog says
   * @return the one for which none was moved, if that is so
   */
  public static Optional<ReceiveCommand> move(
      Repository repository, List<RefUpdate> updates, String why) throws IOException {
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAtomic(true);
    batch.setAllowNonFastForwards(true);
    batch.setRefLogMessage(why, false);
    List<ReceiveCommand> moves = new ArrayList<>();
    for (RefUpdate update : updates) {
      if (!update.before().equals(update.after())) { // git asks to delete what is not there, too
        moves.add(
            new ReceiveCommand(
                ObjectId.fromString(update.before().hex()),
                ObjectId.fromString(update.after().hex()),
                update.ref().name()));
      }
    }
    batch.addCommand(moves);
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    return moves.stream()
        .filter(move -> move.getResult() != ReceiveCommand.Result.OK)
        .min(Comparator.comparing(move -> move.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED));
  }
}
