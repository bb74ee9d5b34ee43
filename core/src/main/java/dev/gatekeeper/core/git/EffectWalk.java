package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.match.WindowsName;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The walk over a commit and its expected tree, which judges every effect (docs/semantics.md,
 * section 4). What is the same on both sides is skipped unread; the permission rides along, one
 * step a folder.
 */
final class EffectWalk {
  /** Linux' PATH_MAX, less the end: what is longer can be checked out nowhere. */
  private static final int MAX_PATH = 4095;

  private static final String TOO_LONG =
      "is too long: no system can check out more than " + MAX_PATH + " bytes";

  private final TreeStore trees;
  private final CommitJudge.BlobCheck blobs;
  private final TreeFsck fsck;
  private final Permission permission;
  private final Policy.Contents contents;
  private final Findings findings;
  private final Oid commit;
  private final PathBuffer path = new PathBuffer();
  private final List<Link> links = new ArrayList<>();

  /** A symbolic link that the commit brings: judged when the walk is over. */
  record Link(RepoPath path, Change change, ObjectId target) {}

  EffectWalk(
      TreeStore trees,
      CommitJudge.BlobCheck blobs,
      TreeFsck fsck,
      Permission permission,
      Policy.Contents contents,
      Findings findings,
      Oid commit) {
    this.trees = trees;
    this.blobs = blobs;
    this.fsck = fsck;
    this.permission = permission;
    this.contents = contents;
    this.findings = findings;
    this.commit = commit;
  }

  /** Judges everything but the links, which it returns. */
  List<Link> walk(Folder expected, Folder result, List<Folder> parents) throws IOException {
    folder(expected, result, parents, permission.start());
    return links;
  }

  private void folder(
      Folder expected, Folder result, List<Folder> parents, PathState<Ruling.Outcome> state)
      throws IOException {
    TreeEntries wanted = expected.list(trees);
    TreeEntries found = result.list(trees);
    int i = 0;
    int j = 0;
    while (i < wanted.size() || j < found.size()) {
      if (i < wanted.size() && j < found.size() && wanted.isSameRow(i, found, j)) {
        i++;
        j++;
        continue;
      }
      int order = i >= wanted.size() ? 1 : j >= found.size() ? -1 : wanted.compareName(i, found, j);
      if (order < 0) {
        entry(wanted.entry(i), Entry.NONE, parents, wanted, i, state);
        enter(wanted.folder(i), Folder.EMPTY, parents, wanted, i, state);
        i++;
      } else if (order > 0) {
        entry(Entry.NONE, found.entry(j), parents, found, j, state);
        enter(Folder.EMPTY, found.folder(j), parents, found, j, state);
        j++;
      } else {
        if (!wanted.isSame(i, found, j)) {
          entry(wanted.entry(i), found.entry(j), parents, found, j, state);
          enter(wanted.folder(i), found.folder(j), parents, found, j, state);
        }
        i++;
        j++;
      }
    }
    if (result instanceof Folder.Stored) {
      checkFolder(expected, result, found, parents);
    }
  }

  private void enter(
      Folder expected,
      Folder result,
      List<Folder> parents,
      TreeEntries named,
      int i,
      PathState<Ruling.Outcome> state)
      throws IOException {
    if (Folder.same(expected, result)) {
      return;
    }
    int former = path.length();
    if (former + named.length(i) >= MAX_PATH) {
      report(Code.BAD_PATH, named, i, result.equals(Folder.EMPTY) ? Change.D : Change.A, TOO_LONG);
      return;
    }
    if (!result.equals(Folder.EMPTY)) {
      checkSafety(named, i, false, Change.A);
      checkOnWindows(parents, named, i, Change.A);
    }
    List<Folder> below = new ArrayList<>(parents.size());
    for (Folder parent : parents) {
      TreeEntries list = parent.list(trees);
      int at = list.find(named, i);
      below.add(at < 0 ? Folder.EMPTY : list.folder(at));
    }
    PathState<Ruling.Outcome> next =
        permission.enter(state, named.buffer(i), named.offset(i), named.length(i));
    path.enter(named, i);
    folder(expected, result, below, next);
    path.leave(former);
  }

  /** Judges what stands at one name. */
  private void entry(
      Entry expected,
      Entry result,
      List<Folder> parents,
      TreeEntries named,
      int i,
      PathState<Ruling.Outcome> state)
      throws IOException {
    if (!expected.isConflict() && expected.equals(result)) {
      return;
    }
    count(named, i);
    Change change = change(expected, result);
    Ruling.Outcome outcome =
        permission.outcome(state, named.buffer(i), named.offset(i), named.length(i));
    if (!outcome.allowed()) {
      findings.trespass(commit, path.path(named, i), change);
    } else if (outcome == Ruling.Outcome.WAIVED) {
      findings.waived(commit, path.path(named, i), change);
    }
    if (result.isThere()) {
      checkOnWindows(parents, named, i, change);
      checkContent(result, named, i, change);
    }
  }

  private void count(TreeEntries named, int i) {
    try {
      trees.budget().spendPath(path.hash(named, i));
    } catch (PushBudget.Exceeded e) {
      throw e.at(commit, path.path(named, i));
    }
  }

  private String contentFault(Entry result, TreeEntries named, int i) throws IOException {
    try {
      return blobs.fault(result.id());
    } catch (PushBudget.Exceeded e) {
      throw e.at(commit, path.path(named, i));
    }
  }

  private static Change change(Entry expected, Entry result) {
    if (!result.isThere()) {
      return Change.D;
    }
    if (expected.isConflict()) {
      return Change.M;
    }
    if (!expected.isThere()) {
      return Change.A;
    }
    return expected.isOfSameType(result) ? Change.M : Change.T;
  }

  private void checkContent(Entry result, TreeEntries named, int i, Change change)
      throws IOException {
    checkSafety(named, i, result.isLink(), change);
    if (path.length() + named.length(i) > MAX_PATH) {
      report(Code.BAD_PATH, named, i, change, TOO_LONG);
    }
    if (result.isSubmodule()) {
      if (!contents.submodules()) {
        report(
            Code.SUBMODULE,
            named,
            i,
            change,
            "is a submodule, and the policy does not allow them (`submodules: true` would)");
      }
      return;
    }
    String fault = contentFault(result, named, i);
    if (!fault.isEmpty()) {
      report(Code.BAD_OBJECT, named, i, change, fault);
    } else if (result.isLink()) {
      links.add(new Link(path.path(named, i), change, result.id()));
    }
  }

  private void checkSafety(TreeEntries named, int i, boolean isLink, Change change) {
    String fault = NameSafety.fault(named.buffer(i), named.offset(i), named.length(i), isLink);
    if (!fault.isEmpty()) {
      report(Code.BAD_PATH, named, i, change, fault);
    }
  }

  /** A name that some parent has, of whatever type, is no news to anybody who works on Windows. */
  private void checkOnWindows(List<Folder> parents, TreeEntries named, int i, Change change)
      throws IOException {
    if (contents.windowsNames() != Policy.WindowsNames.REFUSE) {
      return;
    }
    Optional<String> fault = WindowsName.fault(named.buffer(i), named.offset(i), named.length(i));
    if (fault.isEmpty()) {
      return;
    }
    for (Folder parent : parents) {
      if (parent.list(trees).find(named, i) >= 0) {
        return;
      }
    }
    report(
        Code.WINDOWS_NAME,
        named,
        i,
        change,
        fault.get() + ", and Windows can't check it out (`windows_names: allow` would let it in)");
  }

  private void checkFolder(Folder expected, Folder result, TreeEntries found, List<Folder> parents)
      throws IOException {
    if (!parents.contains(result)) {
      checkForm(expected.list(trees), found);
    }
    for (Collisions.Pair pair : Collisions.find(expected, result, parents, trees)) {
      RepoPath one = path.path(pair.path().bytes());
      RepoPath other = path.path(pair.other().bytes());
      String detail =
          one.equals(other)
              ? "occurs twice in its folder"
              : "is the same name as " + other.quoted() + " where case or Unicode form is ignored";
      findings.effect(Code.CASE_COLLISION, commit, one, Change.A, detail);
    }
  }

  private void checkForm(TreeEntries wanted, TreeEntries found) throws IOException {
    if (found instanceof TreeObject tree) {
      // The name of what has changed is refused as a path's.
      for (TreeFsck.FsckFault fault : fsck.of(tree, i -> !isSame(wanted, tree, i))) {
        findings.fsck(fault.id(), commit, "its folder " + here() + ": " + fault.detail());
      }
    }
    if (found.size() == 0 && path.length() > 0) {
      findings.commit(
          Code.BAD_OBJECT,
          commit,
          "it has an empty folder at " + here() + ", which git never writes");
    }
  }

  private static boolean isSame(TreeEntries wanted, TreeEntries found, int i) {
    int at = wanted.find(found, i);
    return at >= 0 && wanted.isSameRow(at, found, i);
  }

  private String here() {
    return path.length() == 0 ? "/" : path.here().quoted();
  }

  private void report(Code code, TreeEntries named, int i, Change change, String detail) {
    findings.effect(code, commit, path.path(named, i), change, detail);
  }

  /**
   * The path that a walk stands at: grows and shrinks by one name, and is copied only where it is
   * reported.
   */
  static final class PathBuffer {
    private byte[] bytes = new byte[256];
    private int length;

    int length() {
      return length;
    }

    /** Goes into the folder of that name. */
    void enter(TreeEntries list, int i) {
      append(list.buffer(i), list.offset(i), list.length(i));
      append(new byte[] {'/'}, 0, 1);
    }

    /** Goes back to where the path was that long. */
    void leave(int formerLength) {
      length = formerLength;
    }

    /** The path of the entry of that name in the folder. */
    RepoPath path(TreeEntries list, int i) {
      int former = length;
      append(list.buffer(i), list.offset(i), list.length(i));
      RepoPath path = RepoPath.of(Arrays.copyOf(bytes, length));
      length = former;
      return path;
    }

    /** A number that stands for the path of that name, without a copy of it. */
    long hash(TreeEntries list, int i) {
      return hash(
          hash(0xcbf29ce484222325L, bytes, 0, length),
          list.buffer(i),
          list.offset(i),
          list.length(i));
    }

    /** FNV-1a, of 64 bits. */
    private static long hash(long seed, byte[] from, int offset, int count) {
      long hash = seed;
      for (int i = offset; i < offset + count; i++) {
        hash = (hash ^ (from[i] & 0xff)) * 0x100000001b3L;
      }
      return hash;
    }

    /** The path that goes on from the folder by these bytes. */
    RepoPath path(byte[] below) {
      int former = length;
      append(below, 0, below.length);
      RepoPath path = RepoPath.of(Arrays.copyOf(bytes, length));
      length = former;
      return path;
    }

    /** The path of the folder itself; not at the root. */
    RepoPath here() {
      return RepoPath.of(Arrays.copyOf(bytes, length - 1));
    }

    private void append(byte[] from, int offset, int count) {
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      }
      System.arraycopy(from, offset, bytes, length, count);
      length += count;
    }
  }
}
