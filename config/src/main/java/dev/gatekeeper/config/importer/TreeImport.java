package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.Draft.Part;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A policy that proposes territories by folder: each folder at the root with enough files becomes
 * an agent's; one that holds most of the files is split into the folders in it.
 */
public final class TreeImport {
  /** A folder with fewer files is not worth an agent. */
  private static final int ENOUGH = 5;

  /** One with more than this and more than half of all is split. */
  private static final int LARGE = 40;

  private static final int DEEPEST = 6;
  private static final Set<String> PROTECTED = Set.of(".github");

  private final Draft draft;
  private final int all;
  private int rest;

  private TreeImport(Draft draft, int all) {
    this.draft = draft;
    this.all = all;
  }

  /** The policy, which parses; the revision is what the tree is called in comments. */
  public static Imported policy(String revision, Collection<RepoPath> files) throws NotImportable {
    Draft draft = new Draft(revision);
    draft.head.add(
        "Made by `gatekeeper init --from-tree` of the "
            + files.size()
            + " files of "
            + draft.source
            + ": a territory for each folder with enough of them. It is a proposal: rename the"
            + " agents, put together what belongs together, then run `gatekeeper lint`.");
    return PolicyText.of(draft, new TreeImport(draft, files.size())::read, files);
  }

  private void read(Collection<RepoPath> files) {
    List<String> paths = files.stream().filter(RepoPath::isUtf8).map(RepoPath::text).toList();
    rest += all - paths.size();
    folder("", paths, 0);
    if (rest > 0) {
      remark(rest + " of " + all + " files belong to nobody: maintainers change them");
    }
  }

  private void folder(String prefix, List<String> paths, int depth) {
    Map<String, List<String>> folders = new TreeMap<>();
    int direct = 0;
    for (String path : paths) {
      int slash = path.indexOf('/', prefix.length());
      if (slash < 0) {
        direct++;
      } else {
        folders.computeIfAbsent(path.substring(0, slash + 1), any -> new ArrayList<>()).add(path);
      }
    }
    if (direct > 0) {
      leave("the files directly in `/" + prefix + "`: " + direct, direct);
    }
    folders.forEach((folder, inIt) -> propose(folder, inIt, depth));
  }

  private void propose(String folder, List<String> paths, int depth) {
    String name = folder.substring(0, folder.length() - 1);
    boolean large = paths.size() > LARGE && paths.size() * 2 > all;
    if (PROTECTED.contains(name)) {
      leave("`/" + folder + "` is protected: " + paths.size() + " files", paths.size());
    } else if (paths.size() < Math.min(ENOUGH, 1 + all / 20)) {
      leave("`/" + folder + "` has few files: " + paths.size(), paths.size());
    } else if (large && depth < DEEPEST) {
      folder(folder, paths, depth + 1);
    } else {
      String pattern = "/" + folder.replaceAll("[*?\\[\\\\]", "\\\\$0");
      draft.agent(name).add(Part.OWNS, pattern, 0, paths.size() + " files");
    }
  }

  private void leave(String what, int files) {
    rest += files;
    remark(what);
  }

  private void remark(String what) {
    draft.whole.add(Part.NOTES, "", 0, what);
  }
}
