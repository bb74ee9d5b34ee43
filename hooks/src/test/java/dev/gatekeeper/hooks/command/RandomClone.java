package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A repository in which main moves on while an agent works, merges it now and then, and trespasses
 * now and then. Made by {@code git fast-import}, the same for the same seed.
 */
final class RandomClone {
  static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        ann: {branches: ["ann/**"], owns: [/a/]}
        bob: {branches: ["bob/**"], owns: [/b/]}
      """;

  private final Random random;
  private final StringBuilder stream = new StringBuilder();
  private final List<Integer> main = new ArrayList<>();
  private final List<Integer> work = new ArrayList<>();
  private int marks;

  private RandomClone(long seed) {
    random = new Random(seed);
  }

  /** Makes it as {@code name} in that folder, with main and ann/work, the latter checked out. */
  static void make(Path folder, String name, long seed) throws IOException {
    RandomClone made = new RandomClone(seed);
    made.history();
    Files.writeString(folder.resolve(name + ".import"), made.stream);
    new Sh(folder)
        .ok(
            "git init -q -b main "
                + name
                + " && cd "
                + name
                + " && git fast-import --quiet <../"
                + name
                + ".import && git checkout -q ann/work");
  }

  private void history() {
    main.add(commit("main", List.of(), "gatekeeper.yml", POLICY));
    int steps = 4 + random.nextInt(12);
    work.add(main.get(0));
    for (int i = 0; i < steps; i++) {
      int last = work.get(work.size() - 1);
      switch (random.nextInt(7)) {
        case 0, 1 -> main.add(commit("main", List.of(tip(main)), path("b"), "m" + i));
        case 2 -> {
          if (work.size() > 1) { // main takes in work, as of a pull request
            main.add(commit("main", List.of(tip(main), any(work)), path("a"), "t" + i));
          }
        }
        case 3 -> {
          int merged = any(main);
          String path = random.nextInt(3) == 0 ? path("b") : path("a");
          work.add(commit("ann/work", List.of(last, merged), path, "w" + i));
        }
        case 4 -> work.add(commit("ann/work", List.of(last), path("b"), "w" + i));
        default -> work.add(commit("ann/work", List.of(last), path("a"), "w" + i));
      }
    }
    if (work.size() == 1) {
      work.add(commit("ann/work", List.of(work.get(0)), path("a"), "w"));
    }
  }

  private int any(List<Integer> commits) {
    return commits.get(random.nextInt(commits.size()));
  }

  private static int tip(List<Integer> commits) {
    return commits.get(commits.size() - 1);
  }

  private String path(String folder) {
    return folder + "/" + random.nextInt(3);
  }

  /** A merge has its first parent's tree, but for that path: often an evil one. */
  private int commit(String branch, List<Integer> parents, String path, String text) {
    marks++;
    stream.append("commit refs/heads/" + branch + "\nmark :" + marks + "\n");
    stream.append("committer someone <someone@example.com> " + (1_700_000_000 + marks));
    stream.append(" +0000\ndata 1\nx\n");
    for (int i = 0; i < parents.size(); i++) {
      stream.append(i == 0 ? "from :" : "merge :").append(parents.get(i)).append("\n");
    }
    stream.append("M 100644 inline " + path + "\ndata " + text.length() + "\n" + text + "\n\n");
    return marks;
  }
}
