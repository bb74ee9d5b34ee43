package dev.gatekeeper.core.upkeep;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The report of an upkeep.
 *
 * @param repository which it was done to
 * @param steps what was done, in order; empty if there was nothing to do
 * @param removed what was left over and is gone, seen from the repository
 * @param before how objects and refs were kept
 * @param after how they are kept now
 */
public record UpkeepReport(
    Path repository,
    List<Task> steps,
    List<String> removed,
    RepositoryCondition before,
    RepositoryCondition after,
    Duration took) {

  public enum Task {
    /** All objects packed anew, and what no ref has reached for long removed. */
    GC("gc"),
    /** Small packs and loose objects made into larger packs. */
    REPACK("repack"),
    /** The index over the history written. */
    COMMIT_GRAPH("commit-graph"),
    /** Refs put together into one file. */
    PACK_REFS("pack-refs");

    private final String word;

    Task(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  public UpkeepReport {
    steps = List.copyOf(steps);
    removed = List.copyOf(removed);
  }

  /** As one line of JSON. */
  public String json() {
    return JsonLine.of(
        json -> {
          json.writeStringField("repository", repository.toString());
          JsonLine.strings(json, "steps", steps.stream().map(Task::toString).toList());
          JsonLine.strings(json, "removed", removed);
          write(json, "before", before);
          write(json, "after", after);
          json.writeNumberField("millis", took.toMillis());
        });
  }

  private static void write(JsonGenerator json, String name, RepositoryCondition condition)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("packs", condition.packs());
    json.writeNumberField("packBytes", condition.packBytes());
    json.writeNumberField("looseObjects", condition.looseObjects());
    json.writeNumberField("looseRefs", condition.looseRefs());
    json.writeEndObject();
  }
}
