package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;

/**
 * The remote of a clone whose branches count, as last fetched: {@code gatekeeper.remote}, {@code
 * gatekeeper}, {@code gate} or {@code origin}, the first of which anything was fetched
 * (docs/interfaces.md, "Commands").
 */
public record TrackedRemote(String remote) {
  private static final String ORIGIN = "origin";

  public static TrackedRemote of(Repository clone) throws IOException {
    Config config = clone.getConfig();
    List<String> usual = new ArrayList<>(List.of("gatekeeper", "gate", ORIGIN));
    String chosen = config.getString("gatekeeper", null, "remote");
    if (chosen != null) {
      usual.add(0, chosen);
    }
    Set<String> remotes = config.getSubsections("remote");
    for (String name : usual) {
      TrackedRemote tracking = new TrackedRemote(name);
      if (remotes.contains(name)
          && !clone.getRefDatabase().getRefsByPrefix(tracking.prefix()).isEmpty()) {
        return tracking;
      }
    }
    return new TrackedRemote(ORIGIN);
  }

  /** Where its branches are. */
  public String prefix() {
    return "refs/remotes/" + remote + "/";
  }
}
