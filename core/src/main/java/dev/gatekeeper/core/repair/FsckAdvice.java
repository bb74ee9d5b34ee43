package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.policy.PushOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Advice for a push that is refused only for errors of git's fsck (docs/semantics.md, section 4).
 */
public final class FsckAdvice {
  /** Of who wrote a commit, when, and in which words. */
  private static final Set<FsckId> OF_THE_AUTHOR =
      EnumSet.range(FsckId.MISSING_AUTHOR, FsckId.NUL_IN_COMMIT);

  /** Of the two files that steer git. */
  private static final Set<FsckId> OF_CONTENT =
      EnumSet.range(FsckId.GITMODULES_SYMLINK, FsckId.GITATTRIBUTES_LINE_LENGTH);

  private FsckAdvice() {}

  /**
   * A list of one.
   *
   * @param known the commits whose history is not new
   * @param mayOverride whether whoever pushes could have it all in by an override
   */
  public static List<Repair> of(
      RefUpdate update,
      Set<Oid> known,
      Set<FsckId> faults,
      boolean mayOverride,
      JudgingContext judging)
      throws IOException {
    if (mayOverride) {
      String words =
          "write it again with git; or, if it has to come as it is, git push -o '"
              + PushOptions.OVERRIDE
              + "<reason>', which goes on record";
      return List.of(new Repair(update.ref(), words, false));
    }
    if (update.ref().isTag()) {
      return List.of(new Repair(update.ref(), "make the tag again: git tag -f -a", false));
    }
    if (OF_THE_AUTHOR.containsAll(faults)) {
      return List.of(rewrite(update, known, judging));
    }
    String words =
        OF_CONTENT.containsAll(faults)
            ? "fix that file in every commit that has it, and push again; if it was so before, a"
                + " maintainer fixes it, and you merge that"
            : "these folders were not written by git: commit their files again with git, and"
                + " push again";
    return List.of(new Repair(update.ref(), words, false));
  }

  /** One commit with the same files and the last message, by who is at work. */
  private static Repair rewrite(RefUpdate update, Set<Oid> known, JudgingContext judging)
      throws IOException {
    try {
      List<Oid> bases = judging.afresh().history().bases(update.after(), known);
      if (bases.size() == 1) {
        String line = new FixLine(update.after(), bases).anew();
        return new Repair(update.ref(), line, true, List.of(FixLine.JOINED));
      }
    } catch (PushBudget.Exceeded e) {
      // then words have to do
    }
    return new Repair(
        update.ref(),
        "make the commits named above again, as yourself and with git, and push again",
        false);
  }
}
