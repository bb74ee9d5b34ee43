package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.model.RepoPath;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
  private static final String PROTECTED = ".github/";

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
    rest = all - paths.size();
    folder("", paths, 0);
    if (rest > 0) {
      leave(rest + " of " + all + " files belong to nobody: maintainers change them", 0);
    }
  }

  private void folder(String prefix, List<String> paths, int depth) {
    Map<String, List<String>> folders =
        paths.stream()
            .collect(
                Collectors.groupingBy(
                    path -> path.substring(0, path.indexOf('/', prefix.length()) + 1),
                    TreeMap::new,
                    Collectors.toList()));
    List<String> direct = folders.getOrDefault("", List.of());
    if (folders.remove("") != null) {
      leave("the files directly in `/" + prefix + "`: " + direct.size(), direct.size());
    }
    folders.forEach((folder, inIt) -> propose(folder, inIt, depth));
  }

  private void propose(String folder, List<String> paths, int depth) {
    int size = paths.size();
    if (folder.equals(PROTECTED)) {
      leave("`/" + folder + "` is protected: " + size + " files", size);
    } else if (size < Math.min(ENOUGH, 1 + all / 20)) {
      leave("`/" + folder + "` has few files: " + size, size);
    } else if (size > LARGE && size * 2 > all && depth < DEEPEST) {
      folder(folder, paths, depth + 1);
    } else {
      String pattern = "/" + folder.replaceAll("[*?\\[\\\\]", "\\\\$0");
      draft.agent(folder).add(Label.OWNS, pattern, 0, size + " files");
    }
  }

  private void leave(String what, int files) {
    rest += files;
    draft.whole.add(Label.NONE, "", 0, what);
  }
}
