package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.text.ShellWord;

/**
 * A branch with work that an agent has left beside what it handed off (docs/semantics.md, section
 * 6, "Left-over branches").
 *
 * @param objection why only a maintainer may remove it, or "" if its agent may as well
 */
public record LeftOver(RefName branch, String objection) {

  /** What to do about it, for those who may see it. */
  public String words() {
    String name = branch.shortName();
    return name
        + ", with work beside its handoff: "
        + (objection.isEmpty()
            ? "git push REMOTE --delete "
                + ShellWord.of(branch)
                + " removes it, and its tip is kept"
            : "a maintainer can remove it, since " + objection);
  }
}
