package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.Shipped;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a language model needs to write the policy of a plan. None is called. */
final class ModelPrompt {
  /** So many folders are named: those with the most files. */
  private static final int MOST_FOLDERS = 400;

  private ModelPrompt() {}

  /**
   * The prompt.
   *
   * @param name what the plan's file is called; empty if there is none
   * @param files what is committed in the working copy; may be empty
   */
  static String of(String name, String plan, Collection<String> files) {
    StringBuilder prompt = new StringBuilder(Shipped.FOR_MODEL.text());
    prompt.append("\n# Schema\n\n").append(Shipped.SCHEMA.text()).append("\n# Tree\n\n");
    if (files.isEmpty()) {
      prompt.append("No commit was found, so nothing is known of it.\n");
    } else {
      prompt.append("Files below each folder of the commit that is checked out");
      prompt.append(", and the files at the root:\n\n");
      folders(files).forEach(line -> prompt.append(line).append('\n'));
    }
    if (!name.isEmpty()) {
      String shown = PlainText.shown(plan.replace("\r\n", "\n"), " ", "\n\t");
      prompt.append("\n# Plan\n\n----- plan\n").append(shown.strip());
      prompt.append("\n----- end of plan\n");
    }
    return prompt.toString();
  }

  private static List<String> folders(Collection<String> files) {
    Map<String, Integer> counts = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    for (String file : files) {
      int slash = file.indexOf('/');
      if (slash < 0) {
        lines.add(RepoPath.of(file).quoted());
      }
      for (; slash >= 0; slash = file.indexOf('/', slash + 1)) {
        counts.merge(file.substring(0, slash + 1), 1, Integer::sum);
      }
    }
    List<Integer> most = new ArrayList<>(counts.values());
    most.sort(Collections.reverseOrder());
    int least = most.size() > MOST_FOLDERS ? most.get(MOST_FOLDERS) + 1 : 0;
    Collections.sort(lines);
    List<String> folders = new ArrayList<>();
    counts.forEach(
        (folder, count) -> {
          if (count >= least) {
            folders.add(RepoPath.of(folder).quoted() + " " + count);
          }
        });
    if (folders.size() < counts.size()) {
      folders.add("and " + (counts.size() - folders.size()) + " folders with less than " + least);
    }
    folders.addAll(lines);
    return folders;
  }
}
