package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.text.ShellWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The line for {@code sh} that makes a fixed commit (docs/interfaces.md, "The `fix:` command"). It
 * builds the tree in an index of its own and takes author and message from the refused tip, so that
 * no hook, filter or signature has a say; then it moves on as {@code git checkout} does, which
 * keeps what is staged, ignored or not committed and stops where that is in the way.
 *
 * @param tip the refused commit
 */
record FixLine(Oid tip, List<Oid> parents) {
  /** What is told with a line. */
  static final String JOINED = "several commits become one";

  /**
   * The line. The ref moves first, if it still is where it was, and back again where the files
   * can't follow.
   *
   * @param edits where the tree differs from the tip's, and what stands there
   * @param appearing those paths at which the tip has nothing, and the tree something
   * @param submodules those paths at which the tip has a submodule, and the tree something else
   */
  String of(
      Map<RepoPath, TreeEntry> edits,
      SortedSet<RepoPath> appearing,
      SortedSet<RepoPath> submodules) {
    String line =
        "t=" + tip + "; n=$(" + (edits.isEmpty() ? "" : index(edits)) + commit(edits) + ")";
    if (!appearing.isEmpty()) {
      line += " && (" + nothingInTheWay(appearing) + ")";
    }
    if (!submodules.isEmpty()) {
      line += " && (" + nothingIn(submodules) + ")";
    }
    if (edits.isEmpty()) {
      return line + " && git update-ref HEAD $n $t";
    }
    return line
        + " && { git update-index -q --refresh; git update-ref HEAD $n $t; }"
        + " && { git read-tree -m -u $t $n || { git update-ref HEAD $t $n; false; }; }";
  }

  /** The line for one commit with the tip's files and message, by whoever runs it. */
  String anew() {
    return ("t=%s; n=$(git log -1 --no-show-signature --format=%%B $t | git commit-tree -F - -p %s"
            + " $t:) && git update-ref HEAD $n $t")
        .formatted(tip, parents.get(0));
  }

  /**
   * The line that takes what is checked out from a commit to another, with its branch if it is one,
   * as {@code git checkout} does: it stops where anything is in the way, and at another commit.
   */
  static String move(Oid from, Oid to) {
    return checkedOut(from) + " && " + checkout(to);
  }

  /** The same from wherever it is. */
  static String checkout(Oid to) {
    // not --short: beside a tag of that name it says heads/NAME
    return "{ b=$(git symbolic-ref -q HEAD || :); b=${b#refs/heads/};"
        + " git -c core.hooksPath=/dev/null checkout -q --no-overwrite-ignore ${b:+-B \"$b\"} "
        + to
        + "; }";
  }

  static String checkedOut(Oid commit) {
    return "test \"$(git rev-parse HEAD)\" = " + commit;
  }

  /**
   * Names what is not tracked and stands where something has to, and fails then: {@code read-tree}
   * overwrites what is ignored.
   */
  private static String nothingInTheWay(SortedSet<RepoPath> paths) {
    SortedSet<RepoPath> folders = new TreeSet<>();
    paths.forEach(path -> folders.addAll(foldersOf(path)));
    String line = "cd \"$(git rev-parse --show-toplevel)\"";
    if (!folders.isEmpty()) {
      line +=
          " && for p in %s; do test -d \"$p\" && test ! -L \"$p\" || { %s; } || exit 1; done"
              .formatted(words(folders), noneUntracked("\"$p\""));
    }
    return line + " && " + noneUntracked(words(paths));
  }

  /** Fails where git can't tell, and not only where there is something. */
  private static String noneUntracked(String paths) {
    return "there=$(git --literal-pathspecs ls-files -o -- "
        + paths
        + ") && ! printf %s \"$there\" | grep .";
  }

  /**
   * Names a folder of a submodule that has anything in it, and fails then: {@code read-tree}
   * removes it for a file, with the repository that may lie in it alone.
   */
  private static String nothingIn(SortedSet<RepoPath> submodules) {
    return "cd \"$(git rev-parse --show-toplevel)\" && ! for p in "
        + words(submodules)
        + "; do test -L \"$p\" || test ! -d \"$p\" || test -z \"$(ls -A -- \"$p\")\" || echo"
        + " \"$p\"; done | grep .";
  }

  private static List<RepoPath> foldersOf(RepoPath path) {
    List<RepoPath> folders = new ArrayList<>();
    for (int i = 0; i < path.length(); i++) {
      if (path.at(i) == '/') {
        folders.add(RepoPath.of(Arrays.copyOf(path.bytes(), i)));
      }
    }
    return folders;
  }

  private static String words(Collection<RepoPath> paths) {
    return paths.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /** Makes the tree in an index of its own. */
  private String index(Map<RepoPath, TreeEntry> edits) {
    StringBuilder rows = new StringBuilder();
    edits.forEach(
        (path, entry) ->
            rows.append(Integer.toOctalString(entry.mode()))
                .append(' ')
                .append(entry.isThere() ? entry.id() : "%040d")
                .append("\\t")
                .append(ShellWord.format(path))
                .append("\\000"));
    return "export GIT_INDEX_FILE=\"$(git rev-parse --git-dir)/fix-index\"; git read-tree $t"
        + " && printf '"
        + rows
        + "' | git update-index -z --index-info && ";
  }

  /** The tip's own commit with another tree and other parents, and without a signature. */
  private String commit(Map<RepoPath, TreeEntry> edits) {
    StringBuilder head =
        new StringBuilder(
            "echo tree $(git " + (edits.isEmpty() ? "rev-parse $t:" : "write-tree") + ")");
    parents.forEach(
        parent -> head.append("; echo parent $(git rev-parse ").append(parent).append("^0)"));
    return ("{ %s; git cat-file commit $t | LC_ALL=C sed '1,/^$/{/^[tpgm ]/d;}'; } | git"
            + " hash-object -t commit -w --stdin%s")
        .formatted(head, edits.isEmpty() ? "" : " && rm \"$GIT_INDEX_FILE\"");
  }

  /** How to hand on what is left out, as a list of one, or none; for when the line was run. */
  List<String> dropped(Collection<RepoPath> paths) {
    return paths.isEmpty()
        ? List.of()
        : List.of("changes that it leaves out, for their owner: git diff --binary HEAD " + tip);
  }
}
