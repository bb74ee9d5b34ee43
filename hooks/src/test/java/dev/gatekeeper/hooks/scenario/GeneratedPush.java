package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.model.RepoPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an agent might push: a few commits on the integration branch or on work that it has pushed
 * already, in its own folders and in others', with all that people do to files. A tree is a map
 * from paths to {@code MODE CONTENT}.
 */
final class GeneratedPush {
  private static final List<String> FOLDERS =
      List.of("own/", "own/sub/", "own/closed/", "their/", "their/sub/", "", "other/", "mine/");
  private static final List<String> NAMES =
      List.of("f", "g", "h.t", "F", "two words", "it's", "caf\u00e9", "-d", "*", "secret", "%s\\n");
  private static final List<String> ODD =
      List.of(
          "own/line\nbreak",
          "their/end\n",
          "own/end\n",
          "their/\"q\"",
          ".gitattributes",
          "own/.gitattributes");
  static final String SUBMODULE = "160000 ";

  /** A commit: its tree, its parents by number, and who made it when. */
  record Commit(int id, Map<String, String> tree, List<Integer> parents, String author) {}

  private final Random random;
  private final Territory own;
  private final List<Commit> commits;
  private final int main;
  private int old = -1;
  private int tip;

  /** Who may change what, told as simply as it can be. */
  @FunctionalInterface
  interface Territory {
    boolean owns(String path);
  }

  /** The integration branch that pushes start from: its commits, a line. */
  static List<Commit> project(Random random) {
    List<Commit> commits = new ArrayList<>();
    GeneratedPush project = new GeneratedPush(random, path -> true, commits, 0);
    int at = project.commit(project.begin(), List.of());
    for (int n = random.nextInt(3); n > 0; n--) {
      at = project.commit(project.changed(project.tree(at), 3, true), List.of(at));
    }
    return commits;
  }

  private GeneratedPush(Random random, Territory own, List<Commit> commits, int main) {
    this.random = random;
    this.own = own;
    this.commits = commits;
    this.main = main;
  }

  /**
   * Makes one.
   *
   * @param commits all that have been made so far, to which those of this push are added
   * @param main the tip of the integration branch
   */
  static GeneratedPush of(Random random, Territory own, List<Commit> commits, int main) {
    GeneratedPush push = new GeneratedPush(random, own, commits, main);
    push.make();
    return push;
  }

  private void make() {
    int base = random.nextInt(4) == 0 ? 0 : main;
    int at = base;
    if (random.nextInt(2) == 0) {
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        at = commit(ownOnly(tree(at)), List.of(at));
      }
      old = at;
      at = restart(at);
    }
    int steps = (at == old || old < 0 ? 1 : 0) + random.nextInt(4);
    for (int n = 0; n < steps; n++) {
      at = step(at, base);
    }
    tip = at;
  }

  /** Sometimes goes on from elsewhere than what was pushed: amended, or made anew. */
  private int restart(int pushed) {
    Commit last = commits.get(pushed);
    int kind = random.nextInt(10);
    if (kind < 2) { // git commit --amend
      Map<String, String> tree = changed(new TreeMap<>(last.tree()), random.nextInt(3), false);
      return add(tree, last.parents(), last.author());
    }
    if (kind == 2) { // the same by somebody else, or a rebase
      int on = random.nextBoolean() ? last.parents().get(0) : main;
      return commit(ownOnly(tree(on)), List.of(on));
    }
    return pushed;
  }

  private int step(int at, int base) {
    int kind = random.nextInt(12);
    if (kind == 0 && main != base) {
      return merge(at);
    }
    if (kind == 1) { // goes back to what was
      return commit(new TreeMap<>(tree(base)), List.of(at));
    }
    if (kind == 2) { // a side branch of its own
      int side = commit(changed(tree(at), 1, false), List.of(at));
      int here = commit(ownOnly(tree(at)), List.of(at));
      return commit(merged(tree(at), tree(here), tree(side)), List.of(here, side));
    }
    return commit(changed(tree(at), 1 + random.nextInt(4), false), List.of(at));
  }

  private int merge(int at) {
    Map<String, String> base = commits.get(0).tree();
    Map<String, String> tree =
        random.nextInt(5) == 0 ? tree(at) : merged(base, tree(at), tree(main));
    if (random.nextInt(3) == 0) {
      tree = changed(tree, 1, false);
    }
    return commit(tree, List.of(at, main));
  }

  private Map<String, String> merged(
      Map<String, String> base, Map<String, String> ours, Map<String, String> theirs) {
    Map<String, String> merged = new TreeMap<>();
    Set<String> paths = new HashSet<>(ours.keySet());
    paths.addAll(theirs.keySet());
    for (String path : new TreeSet<>(paths)) {
      String b = base.getOrDefault(path, "");
      String o = ours.getOrDefault(path, "");
      String t = theirs.getOrDefault(path, "");
      String r = o.equals(b) || random.nextInt(8) == 0 ? t : o;
      if (!r.isEmpty() && isFree(merged, path)) {
        merged.put(path, r);
      }
    }
    return merged;
  }

  private Map<String, String> begin() {
    Map<String, String> tree = new TreeMap<>();
    for (String folder : FOLDERS) {
      for (int n = 0; n < 3; n++) {
        String path = folder + NAMES.get(random.nextInt(3));
        if (isFree(tree, path)) {
          tree.put(path, "100644 " + fresh());
        }
      }
    }
    return tree;
  }

  private Map<String, String> ownOnly(Map<String, String> before) {
    Map<String, String> tree = new TreeMap<>(before);
    String path = "own/w" + random.nextInt(3);
    if (isFree(tree, path)) {
      tree.put(path, "100644 " + fresh());
    }
    return tree;
  }

  private Map<String, String> changed(Map<String, String> before, int times, boolean plain) {
    Map<String, String> tree = new TreeMap<>(before);
    for (int n = 0; n < times; n++) {
      change(tree, plain ? random.nextInt(4) : random.nextInt(28));
    }
    return tree;
  }

  private void change(Map<String, String> tree, int kind) {
    String path = path();
    switch (kind) {
      case 0, 1, 2, 4 -> put(tree, path, "100644 " + fresh());
      case 3, 5 -> any(tree, true).ifPresent(tree::remove);
      case 6, 7, 8 -> move(tree, any(tree, true), path, false); // own, somewhere
      case 9, 10 -> move(tree, any(tree, true), path, true);
      case 11 -> move(tree, any(tree, false), path, false);
      case 12 -> any(tree, true).ifPresent(p -> put(tree, path, entry(tree, p))); // a copy
      case 13 -> any(tree, random.nextBoolean()).ifPresent(p -> chmod(tree, p));
      case 14 ->
          put(
              tree,
              path,
              "120000 "
                  + List.of("f", "sub/f", "../their/f", "/etc/passwd").get(random.nextInt(4)));
      case 15 ->
          put(
              tree,
              path,
              SUBMODULE + String.valueOf(10_000_000 + random.nextInt(80_000_000)).repeat(5));
      case 16 -> put(tree, "own/f", "100644 " + fresh());
      case 17 -> put(tree, "own/F", "100644 " + fresh());
      case 18 -> put(tree, ODD.get(random.nextInt(ODD.size())), "100644 " + fresh());
      case 19 -> any(tree, false).ifPresent(tree::remove);
      case 20 -> folderFor(tree, path);
      case 21, 22 -> any(tree, false).ifPresent(over -> move(tree, any(tree, true), over, true));
      case 23, 24 -> moveAndLeave(tree, path, "100644 see " + path + "\n");
      case 25 -> moveAndLeave(tree, path, "120000 f");
      case 26 -> moveAndLeave(tree, path, "120000 ../" + path);
      default -> put(tree, path, "100644 "); // an empty file
    }
  }

  /** A file where a folder was, or the other way round. */
  private void folderFor(Map<String, String> tree, String path) {
    String entry = "100644 " + fresh();
    tree.keySet()
        .removeIf(p -> p.equals(path) || p.startsWith(path + "/") || path.startsWith(p + "/"));
    put(tree, random.nextBoolean() ? path : path + "/in", entry);
  }

  private static String entry(Map<String, String> tree, String path) {
    return tree.getOrDefault(path, "");
  }

  private static void chmod(Map<String, String> tree, String path) {
    String entry = entry(tree, path);
    if (entry.startsWith("100")) {
      tree.put(path, (entry.startsWith("100644") ? "100755" : "100644") + entry.substring(6));
    }
  }

  private void move(Map<String, String> tree, Optional<String> from, String to, boolean edited) {
    if (from.isPresent() && !from.get().equals(to)) {
      String entry = entry(tree, from.get());
      tree.remove(from.get());
      String change = String.valueOf(10_000_000 + random.nextInt(80_000_000));
      if (edited && entry.startsWith(SUBMODULE)) {
        entry = entry.substring(0, 15) + change.repeat(4);
      } else if (edited && entry.startsWith("100") && entry.length() > 20) {
        entry += "edited " + change + "\n";
      }
      put(tree, to, entry);
    }
  }

  /** Moves what is the agent's own, and leaves something else in its place. */
  private void moveAndLeave(Map<String, String> tree, String to, String left) {
    any(tree, true)
        .filter(from -> !from.equals(to))
        .ifPresent(
            from -> {
              move(tree, Optional.of(from), to, random.nextBoolean());
              put(tree, from, left);
            });
  }

  /** What stays the same of an entry when it is moved and changed, or "" if anybody may have it. */
  static String lineage(String entry) {
    int end = entry.startsWith(SUBMODULE) ? 15 : entry.indexOf(" line ");
    return end < 0 ? "" : (entry.startsWith(SUBMODULE) ? "module " : "") + entry.substring(7, end);
  }

  private Optional<String> any(Map<String, String> tree, boolean mine) {
    List<String> paths = tree.keySet().stream().filter(p -> own.owns(p) == mine).toList();
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(paths.get(random.nextInt(paths.size())));
  }

  private static void put(Map<String, String> tree, String path, String entry) {
    if (isFree(tree, path)) {
      tree.put(path, entry);
    }
  }

  private static boolean isFree(Map<String, String> tree, String path) {
    return tree.keySet().stream()
        .noneMatch(p -> p.startsWith(path + "/") || path.startsWith(p + "/"));
  }

  private String path() {
    return FOLDERS.get(random.nextInt(FOLDERS.size())) + NAMES.get(random.nextInt(NAMES.size()));
  }

  /** A text that occurs nowhere else, but for some that do. */
  private String fresh() {
    if (random.nextInt(12) == 0) {
      return "the same everywhere\n".repeat(4);
    }
    int id = 10_000_000 + random.nextInt(80_000_000);
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < 6; n++) {
      text.append(id).append(" line ").append(id * 31L + n * 7919L).append('\n');
    }
    return text.toString();
  }

  private int commit(Map<String, String> tree, List<Integer> parents) {
    int id = commits.size();
    return add(tree, parents, "agent-1 <agent-1@example.com> " + (1_767_230_000L + id) + " +0000");
  }

  private int add(Map<String, String> tree, List<Integer> parents, String author) {
    int id = commits.size();
    commits.add(new Commit(id, Map.copyOf(tree), parents, author));
    return id;
  }

  /** The tree of a commit. */
  Map<String, String> tree(int commit) {
    return new TreeMap<>(commits.get(commit).tree());
  }

  int main() {
    return main;
  }

  /** What the branch is at, or -1. */
  int old() {
    return old;
  }

  int tip() {
    return tip;
  }

  /** The commits that the branch brings, and their parents. */
  Set<Integer> concerned() {
    Set<Integer> known = reached(main);
    if (old >= 0) {
      known.addAll(reached(old));
    }
    Set<Integer> concerned = new HashSet<>();
    for (int commit : reached(tip)) {
      if (!known.contains(commit)) {
        concerned.add(commit);
        concerned.addAll(commits.get(commit).parents());
      }
    }
    return concerned;
  }

  Set<Integer> reached(int from) {
    Set<Integer> reached = new HashSet<>();
    List<Integer> todo = new ArrayList<>(List.of(from));
    while (!todo.isEmpty()) {
      int next = todo.remove(todo.size() - 1);
      if (reached.add(next)) {
        todo.addAll(commits.get(next).parents());
      }
    }
    return reached;
  }

  /** The commits as {@code git fast-import} reads them, commit n being mark n + 1. */
  static void write(StringBuilder stream, List<Commit> commits) {
    for (Commit commit : commits) {
      stream.append("reset refs/marks/x\n\ncommit refs/marks/x\nmark :").append(commit.id() + 1);
      stream.append("\nauthor ").append(commit.author());
      stream.append("\ncommitter agent-1 <agent-1@example.com> ");
      stream.append(1_767_230_000L + commit.id()).append(" +0000\n");
      data(stream, "Commit " + commit.id() + "\n\n# kept\n tree of it\n");
      String how = "from :";
      for (int parent : commit.parents()) {
        stream.append(how).append(parent + 1).append('\n');
        how = "merge :";
      }
      stream.append("deleteall\n");
      commit.tree().forEach((path, entry) -> write(stream, path, entry));
      stream.append('\n');
    }
  }

  private static void write(StringBuilder stream, String path, String entry) {
    String mode = entry.substring(0, 6);
    String text = RepoPath.of(path).quoted();
    String quoted = text.startsWith("\"") ? text : "\"" + text + "\"";
    if (entry.startsWith(SUBMODULE)) {
      stream.append("M 160000 ").append(entry.substring(7)).append(' ').append(quoted).append('\n');
    } else {
      stream.append("M ").append(mode).append(" inline ").append(quoted).append('\n');
      data(stream, entry.substring(7));
    }
  }

  private static void data(StringBuilder stream, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    stream.append("data ").append(bytes).append('\n').append(text).append('\n');
  }
}
