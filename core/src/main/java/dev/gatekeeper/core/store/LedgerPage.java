package dev.gatekeeper.core.store;

import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A page of the ledger, one JSON object per event, for the command and for the API. */
public final class LedgerPage {
  private LedgerPage() {}

  /**
   * Which events are wanted.
   *
   * @param agent those about it alone, or "" for all
   * @param after only later ones than this number; 0 for all
   * @param before only earlier ones than this number; 0 for all
   * @param limit how many at most
   */
  public record Wanted(String agent, long after, long before, int limit) {
    private boolean isAfter(long number) {
      return number > after;
    }

    private boolean takes(LedgerChain.CommittedEvent link) {
      boolean early = before == 0 || link.entry().number() < before;
      boolean about =
          agent.isEmpty()
              || link.entry().event().about().stream().anyMatch(id -> id.id().equals(agent));
      return early && about;
    }
  }

  /** The newest that are wanted, the newest first. */
  public static List<String> newest(Path gitDirectory, Wanted wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LedgerChain chain = LedgerChain.open(gitDirectory)) {
      chain.newestFirst(
          link -> {
            if (wanted.isAfter(link.entry().number()) && wanted.takes(link)) {
              lines.add(EventJson.line(link));
            }
            return lines.size() < wanted.limit() && wanted.isAfter(link.entry().number() - 1);
          });
    }
    return lines;
  }

  /** The oldest that are wanted, the oldest first, so that one can go on after the last. */
  public static List<String> oldest(Path gitDirectory, Wanted wanted) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    try (LedgerChain chain = LedgerChain.open(gitDirectory)) {
      chain.newestFirst(
          link -> {
            if (wanted.isAfter(link.entry().number()) && wanted.takes(link)) {
              lines.addFirst(EventJson.line(link));
              if (lines.size() > wanted.limit()) {
                lines.removeLast();
              }
            }
            return wanted.isAfter(link.entry().number() - 1);
          });
    }
    return List.copyOf(lines);
  }

  /** The event of that number, as a list of one, or none. */
  public static List<LedgerChain.CommittedEvent> find(LedgerChain chain, long number)
      throws IOException {
    List<LedgerChain.CommittedEvent> found = new ArrayList<>();
    chain.newestFirst(
        link -> {
          if (link.entry().number() == number) {
            found.add(link);
          }
          return link.entry().number() > number;
        });
    return found;
  }

  /** What the checks of an event have shown, with the output that is kept. */
  public static List<String> outputs(LedgerChain chain, LedgerChain.CommittedEvent link)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (Evidence evidence : LedgerChain.evidence(link.entry().event())) {
      int number = lines.size() + 1;
      byte[] kept =
          evidence.log().isEmpty()
              ? new byte[0]
              : chain.log(link.commit(), evidence.log()).orElse(new byte[0]);
      String output = new String(kept, StandardCharsets.UTF_8);
      lines.add(
          JsonLine.of(
              json -> {
                json.writeNumberField("number", number);
                json.writeStringField("check", evidence.check());
                json.writeStringField("outcome", evidence.outcome().word());
                json.writeStringField("detail", evidence.detail());
                json.writeNumberField("millis", evidence.millis());
                json.writeStringField("output", output);
              }));
    }
    return lines;
  }

  /** Whether the whole ledger is sound, and where it is not. */
  public static String verified(GatekeeperFolder folder) throws IOException {
    LedgerChain.Verification examined = LedgerChain.examine(folder);
    return JsonLine.of(
        json -> {
          json.writeNumberField("events", examined.events());
          JsonLine.strings(json, "problems", examined.problems());
        });
  }
}
