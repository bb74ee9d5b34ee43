package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What the gate asks of a repository, the objects of the push included. An {@link IOException}
 * means that the repository could not be read, and ends the judgement with {@code GATE_ERROR}.
 */
public interface History {

  /** The same history, looked at within these limits. What it has learnt of commits it keeps. */
  History within(Budget budget);

  /** The limits within which it is looked at. */
  Budget budget();

  /** The same, with what is left of the time, to look once more at what has been counted. */
  default History onceMore() {
    return within(budget().onceMore());
  }

  /** What an object is, as far as a ref may point at it. */
  enum Kind {
    COMMIT,
    TAG_OF_COMMIT,
    OTHER,
    MISSING
  }

  Kind kind(Oid id) throws IOException;

  /** What the ref points at before the push, {@link Oid#ZERO} if there is none. */
  Oid tip(RefName ref) throws IOException;

  /** The branches there are, by name; in a working copy those of the remote as well. */
  List<RefName> branches() throws IOException;

  /** The refs for which this one would have to be a folder. */
  List<RefName> below(RefName ref) throws IOException;

  /** Whether the ref stands for another, so that moving it moves that one. */
  boolean isSymbolic(RefName ref) throws IOException;

  /** Whether {@code tip} is {@code ancestor} or descends from it. */
  boolean contains(Oid tip, Oid ancestor) throws IOException;

  /**
   * Judges every new commit by its effects (docs/semantics.md, section 4).
   *
   * @param tip what is pushed
   * @param known commits whose history is not new
   */
  void judge(Oid tip, Set<Oid> known, Permission permission, boolean submodules, Findings findings)
      throws IOException;

  /**
   * Judges what a commit holds, not how it came to it: every path beside what is expected of
   * merging the youngest commits that it shares with the given ones (section 4, "At a handoff").
   * Reports trespasses alone.
   */
  void judgeState(Oid commit, Set<Oid> trusted, Permission permission, Findings findings)
      throws IOException;

  /** Those of {@code asked} that one of {@code known} reaches, or is. */
  Set<Oid> reached(Set<Oid> asked, Set<Oid> known) throws IOException;

  /** The commits that {@code tip} reaches and none of {@code known} does, parents first. */
  List<Oid> commits(Oid tip, Set<Oid> known) throws IOException;

  /** When a commit says that it was made; whoever makes it can have it say anything. */
  Instant time(Oid commit) throws IOException;

  /** Whether two commits have the same entry at a path, or both have none. */
  boolean isSame(Oid one, Oid other, RepoPath path) throws IOException;

  /** The parents of a commit, in their order. */
  List<Oid> parents(Oid commit) throws IOException;

  /** The tree of a commit. */
  Oid tree(Oid commit) throws IOException;

  /**
   * The content of a file in a commit: a list of one, or none if nothing of that name is a file
   * there.
   */
  List<byte[]> file(Oid commit, RepoPath path) throws IOException;

  /**
   * What comes of a merge that the gate makes.
   *
   * @param tree its tree; of no use where there are conflicts
   * @param conflicts the paths that both sides have changed, or where one has a file and the other
   *     a folder
   * @param kept the paths whose change is left out, since they are not the agent's
   * @param links whether a symbolic link comes, changes or goes by it
   */
  record Merge(Oid tree, List<RepoPath> conflicts, List<RepoPath> kept, boolean links) {
    public Merge {
      conflicts = List.copyOf(conflicts);
      kept = List.copyOf(kept);
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
   * The commits from which {@code tip} goes on: the youngest that it shares with the given ones.
   *
   * @return none of them an ancestor of another; empty if nothing is shared
   */
  List<Oid> bases(Oid tip, Set<Oid> known) throws IOException;

  /**
   * The paths at which two trees differ, renames not detected.
   *
   * @param from one commit, or two that are merged into what is expected (section 4)
   * @param limit how many are enough
   */
  List<RepoPath> changed(List<Oid> from, Oid to, int limit) throws IOException;

  /**
   * What stands at paths in a commit, or in what is expected of merging two. Where those conflict
   * nothing can be expected, and the path is left out.
   */
  Map<RepoPath, TreeEntry> entries(List<Oid> in, Set<RepoPath> paths) throws IOException;

  /** Takes what stood at a path in each of some commits, and what stands there in another. */
  @FunctionalInterface
  interface Changes {
    void changed(RepoPath path, List<TreeEntry> before, TreeEntry after);
  }

  /**
   * The paths at which a commit differs from each of those that it was made of; if there are none,
   * all of its paths.
   */
  void changes(List<Oid> of, Oid commit, Changes found) throws IOException;

  /**
   * A tree that could be made.
   *
   * @param displacing whether something had to go for it that no edit takes away: a file where
   *     there is to be a folder, or the other way round
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
      boolean submodules,
      Findings findings)
      throws IOException;

  /** Who made a commit and when, as it says: what follows the word {@code author} in it. */
  String author(Oid commit) throws IOException;

  /** Whether one entry may have come of another by changing it. */
  enum Likeness {
    /** They are the same but for the mode, or half or more of two files is. */
    ALIKE,
    NONE,
    /** It can't be told: two submodules, or files that are too large or too many. */
    UNKNOWN
  }

  Likeness likeness(TreeEntry one, TreeEntry other) throws IOException;

  /**
   * Whether an entry has anything, a line or more, that one has of which it may have come, and none
   * of some others has. True where that can't be told.
   */
  boolean holdsOf(TreeEntry entry, TreeEntry source, List<TreeEntry> others) throws IOException;
}
