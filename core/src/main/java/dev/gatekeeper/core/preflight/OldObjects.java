package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.git.ExistingFsckErrors;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The check for errors of git's fsck in objects from before the gate: a first push is not judged
 * (docs/semantics.md, section 4).
 */
final class OldObjects {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final int NAMED = 3;

  private OldObjects() {}

  static PreflightLine line(Path gitDirectory) {
    ExistingFsckErrors.Report report;
    try {
      report = ExistingFsckErrors.look(gitDirectory, TIME);
    } catch (IOException e) {
      return PreflightLine.warning(
          Item.OBJECTS, "the repository can't be read: " + e.getMessage(), "git fsck");
    }
    String all = report.isAll() ? "" : ", as far as a search of " + TIME.toSeconds() + " s shows";
    if (report.faults().isEmpty()) {
      return PreflightLine.ok(
          Item.OBJECTS, "nothing in the branches is what git's fsck calls an error" + all);
    }
    List<ExistingFsckErrors.Fault> faults = report.faults();
    String named =
        faults.stream()
            .limit(NAMED)
            .map(fault -> fault.id().word() + " of " + fault.object())
            .collect(Collectors.joining(", "));
    String more = faults.size() > NAMED ? " and " + (faults.size() - NAMED) + " more" : "";
    return PreflightLine.warning(
        Item.OBJECTS,
        ("objects from before the gate have what git's fsck calls an error: %s%s%s; clones with"
                + " transfer.fsckObjects fail")
            .formatted(named, more, all),
        "`git fsck` lists them; fix what the tips hold, and for the rest put the ids in a file that"
            + " clones name in fetch.fsck.skipList");
  }
}
