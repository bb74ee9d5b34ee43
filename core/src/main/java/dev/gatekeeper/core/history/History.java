package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The queries that the gate makes to a repository, the objects of the push included. An {@link
 * IOException} means that the repository could not be read, and ends the judgement with {@code
 * GATE_ERROR}.
 */
public interface History extends Refs, Commits, Trees {
  /** The same history, looked at within these limits. What it has learnt of commits it keeps. */
  History within(PushBudget budget);

  /** The limits within which it is looked at. */
  PushBudget budget();

  /** The same, with what is left of the time, to look once more at what has been counted. */
  default History onceMore() {
    return within(budget().onceMore());
  }

  /**
   * Judges every new commit by its effects (docs/semantics.md, section 4).
   *
   * @param tip what is pushed
   * @param known commits whose history is not new
   */
  void judge(
      Oid tip, Set<Oid> known, Permission permission, Policy.Contents contents, Findings findings)
      throws IOException;

  /**
   * Judges what a commit holds, not how it came to it: every path beside what is expected of
   * merging the youngest commits that it shares with the given ones (section 4, "At a handoff").
   * Reports trespasses alone.
   */
  void judgeState(Oid commit, Set<Oid> trusted, Permission permission, Findings findings)
      throws IOException;

  /**
   * What comes of a merge that the gate makes.
   *
   * @param tree its tree; of no use where there are conflicts
   * @param conflicts the paths that both sides have changed
   * @param filesForFolders the paths at which one side has a file and the other a folder
   * @param kept the paths whose change is left out, since they are not the agent's
   * @param links whether a symbolic link comes, changes or goes by it
   */
  record Merge(
      Oid tree,
      List<RepoPath> conflicts,
      List<RepoPath> filesForFolders,
      List<RepoPath> kept,
      boolean links) {
    public Merge {
      conflicts = List.copyOf(conflicts);
      filesForFolders = List.copyOf(filesForFolders);
      kept = List.copyOf(kept);
    }

    /** Whether the merge has no fault. */
    public boolean isWhole() {
      return conflicts.isEmpty() && filesForFolders.isEmpty();
    }
  }

  /**
   * What integrating an agent's work makes: its own paths merged by the rule of section 4, every
   * other path as {@code onto} has it (section 6). Stores nothing.
   *
   * @param own what the agent may change
   */
  Merge merge(Oid onto, Oid work, Permission own) throws IOException;

  /**
   * The symbolic links in a commit that may not lead where they do, each with why (section 4).
   *
   * @param whose as what each of them is followed
   */
  SortedMap<RepoPath, String> strayLinks(Oid commit, Function<RepoPath, Permission> whose)
      throws IOException;

  /** How many bytes the push brought. */
  long incomingBytes() throws IOException;

  /**
   * Whether the push brought any object that git does not send along with a commit that the
   * repository had: what the commits from there on bring that came as well, and what they were made
   * on. Where else the repository has it makes no difference, so that the answer tells nobody what
   * is hidden from him. It takes no longer than what came is large.
   *
   * @param commit one that the repository had before the push
   */
  boolean bringsBeyond(Oid commit) throws IOException;

  /**
   * A tree that could be made.
   *
   * @param displacing whether something had to go for it that no edit takes away: a file where
   *     there is to be a folder, or the reverse
   */
  record Edited(Oid tree, boolean displacing) {}

  /**
   * Judges a commit that could be made: with one or two parents, and the tree of {@code tip} but
   * for some paths. Stores nothing.
   *
   * @param edits what is to stand at those
   */
  Edited judgeEdited(
      List<Oid> parents,
      Oid tip,
      Map<RepoPath, TreeEntry> edits,
      Permission permission,
      Policy.Contents contents,
      Findings findings)
      throws IOException;
}
