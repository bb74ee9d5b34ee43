package dev.gatekeeper.core.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatekeeper.core.match.SpecialFile;
import dev.gatekeeper.core.model.FsckId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * The errors of git's fsck in a tree (git's fsck.c, {@code fsck_tree}), and in its {@code
 * .gitmodules} and {@code .gitattributes}, new or not: git checks them with every tree that holds
 * them.
 */
final class TreeFsck {
  private static final int REMEMBERED = 1 << 12;
  private static final int LONGEST_NAME = 4096;

  private final ObjectReader reader;
  private final TreeStore trees;
  private final Map<Content, List<FsckFault>> contents = new HashMap<>();

  private record Content(SpecialFile file, ObjectId id) {}

  TreeFsck(ObjectReader reader, TreeStore trees) {
    this.reader = reader;
    this.trees = trees;
  }

  /**
   * All of them; the details name no folder.
   *
   * @param judged the rows whose names are looked at elsewhere
   */
  List<FsckFault> of(TreeObject tree, IntPredicate judged) throws IOException {
    List<FsckFault> faults = new ArrayList<>(tree.faults());
    for (int i = 0; tree.hasOddRows() && i < tree.size(); i++) {
      if (tree.isOdd(i)) {
        if (!judged.test(i)) {
          name(tree, i, faults);
        }
        row(tree, i, faults);
      }
    }
    return faults;
  }

  private static void name(TreeObject tree, int i, List<FsckFault> faults) {
    NameSafety.fsck(tree.buffer(i), tree.offset(i), tree.length(i))
        .ifPresent(id -> FsckFault.add(faults, id, "it has an entry named " + shown(tree, i)));
    if (tree.length(i) > LONGEST_NAME) {
      FsckFault.add(faults, FsckId.LARGE_PATHNAME, "it has a name of more than 4096 bytes");
    }
    boolean isLink = tree.entry(i).isLink();
    if (isLink && isNamed(SpecialFile.GITMODULES, tree, i)) {
      FsckFault.add(faults, FsckId.GITMODULES_SYMLINK, shown(tree, i) + " is a symbolic link");
    }
  }

  private static boolean isNamed(SpecialFile file, TreeObject tree, int i) {
    return NameSafety.isNamed(file, tree.buffer(i), tree.offset(i), tree.length(i));
  }

  private static String shown(TreeObject tree, int i) {
    return "`" + new String(tree.buffer(i), tree.offset(i), tree.length(i), UTF_8) + "`";
  }

  private void row(TreeObject tree, int i, List<FsckFault> faults) throws IOException {
    if (tree.id(i).equals(ObjectId.zeroId())) {
      FsckFault.add(faults, FsckId.NULL_SHA1, shown(tree, i) + " names the object of 40 zeros");
    }
    for (SpecialFile file : List.of(SpecialFile.GITMODULES, SpecialFile.GITATTRIBUTES)) {
      if (isNamed(file, tree, i)) {
        for (FsckFault fault : steering(file, tree, i)) {
          FsckFault.add(faults, fault.id(), shown(tree, i) + " " + fault.detail());
        }
      }
    }
  }

  private List<FsckFault> steering(SpecialFile file, TreeObject tree, int i) throws IOException {
    boolean modules = file == SpecialFile.GITMODULES;
    Folder.Entry entry = tree.entry(i);
    if (entry.isLink()) {
      return List.of();
    }
    FsckId noFile = modules ? FsckId.GITMODULES_BLOB : FsckId.GITATTRIBUTES_BLOB;
    FsckId missing = modules ? FsckId.GITMODULES_MISSING : FsckId.GITATTRIBUTES_MISSING;
    if (!entry.isThere()) {
      return List.of(new FsckFault(noFile, "is a folder"));
    }
    if (entry.isSubmodule()) {
      return List.of(new FsckFault(missing, "is a submodule"));
    }
    Content key = new Content(file, entry.id());
    List<FsckFault> known = contents.get(key);
    if (known == null) {
      known = content(file, entry.id(), noFile, missing);
      if (contents.size() >= REMEMBERED) {
        contents.clear();
      }
      contents.put(key, known);
    }
    return known;
  }

  private List<FsckFault> content(SpecialFile file, ObjectId id, FsckId noFile, FsckId missing)
      throws IOException {
    trees.budget().checkTime();
    try {
      ObjectLoader blob = reader.open(id, Constants.OBJ_BLOB);
      if (blob.getSize() > DotGitFileFsck.LARGEST) {
        return List.of(
            new FsckFault(
                file == SpecialFile.GITMODULES
                    ? FsckId.GITMODULES_LARGE
                    : FsckId.GITATTRIBUTES_LARGE,
                "has more than 100 MiB"));
      }
      return DotGitFileFsck.of(file, TreeStore.bytes(blob, id, trees.budget()));
    } catch (MissingObjectException e) {
      return List.of(new FsckFault(missing, "is missing"));
    } catch (IncorrectObjectTypeException e) {
      return List.of(new FsckFault(noFile, "is not a file"));
    }
  }

  /**
   * An error of one object.
   *
   * @param detail what is wrong, in words
   */
  record FsckFault(FsckId id, String detail) {

    /** Adds one, unless there is one of its kind: an object may have as many as it has bytes. */
    static void add(List<FsckFault> faults, FsckId id, String detail) {
      if (faults.stream().noneMatch(fault -> fault.id() == id)) {
        faults.add(new FsckFault(id, detail));
      }
    }
  }
}
