package dev.gatekeeper.hooks.serve;

import dev.gatekeeper.hooks.scenario.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the decision log of a repository says became of its refs. */
final class DecisionsOnRecord {
  private static final Pattern TAKEN_BACK =
      Pattern.compile("decision ([0-9a-f]{12}) accepted it, and then its refs");
  private static final String NOTHING = "0".repeat(40);

  private final List<Decision> accepted = new ArrayList<>();

  private DecisionsOnRecord() {}

  static DecisionsOnRecord of(Path repository) throws IOException {
    DecisionsOnRecord record = new DecisionsOnRecord();
    List<Path> files;
    try (Stream<Path> entries = Files.list(repository.resolve("gatekeeper"))) {
      files =
          new ArrayList<>(
              entries.filter(f -> f.getFileName().toString().startsWith("decisions-")).toList());
    }
    files.sort(null);
    files.add(repository.resolve("gatekeeper/decisions.jsonl"));
    Set<String> takenBack = new HashSet<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = TAKEN_BACK.matcher(line);
        while (matcher.find()) {
          takenBack.add(matcher.group(1));
        }
        record.add(line);
      }
    }
    record.accepted.removeIf(decision -> takenBack.contains(decision.id()));
    return record;
  }

  private void add(String line) {
    try {
      Decision decision = Decision.parse(line);
      if (decision.accepted()) {
        accepted.add(decision);
      }
    } catch (UncheckedIOException e) {
      // cut short by the death of who wrote it, which was before any ref was moved
    }
  }

  /** Where each ref must be after all that was accepted, in its order. */
  Map<String, String> refs() {
    Map<String, String> refs = new TreeMap<>();
    for (Decision decision : accepted) {
      decision.refs().forEach(moved -> refs.put(moved.ref(), moved.after()));
    }
    refs.values().removeIf(NOTHING::equals);
    return refs;
  }

  int accepted() {
    return accepted.size();
  }
}
