package dev.gatekeeper.core.operation;

import static java.util.stream.Collectors.joining;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.store.EventJson;
import dev.gatekeeper.core.store.LedgerChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was decided while a plan was played, without ids, times and words: so that a change of the
 * code that is to change no decision can be seen to change none. The file {@code decisions} in the
 * test resources has, for plans by their seeds, how many there were and a digest of them. With the
 * system property {@code gatekeeper.test.decisions}, the name of a folder, the slow test writes
 * there what the digests are of, and the file anew.
 */
final class Decisions {
  private static final Path RECORD = Path.of("src/test/resources/decisions");

  private Decisions() {}

  /** The plans on record: their number of decisions and the digest of those, by name and seed. */
  static Map<String, String> onRecord() throws IOException {
    Map<String, String> plans = new TreeMap<>();
    for (String line : Files.readAllLines(RECORD)) {
      int end = line.indexOf(": ");
      plans.put(line.substring(0, end), line.substring(end + 2));
    }
    return plans;
  }

  /** Their number and their digest. */
  static String digests(String text) {
    return text.lines().filter(line -> line.contains(" commits, ")).count() + " " + digest(text);
  }

  /** Puts plans on record anew, if the system property says where. */
  static void print(Map<String, String> plans) throws IOException {
    String name = System.getProperty("gatekeeper.test.decisions", "");
    if (!name.isEmpty()) {
      Path folder = Path.of(name);
      List<String> lines = new ArrayList<>();
      for (var plan : plans.entrySet()) {
        lines.add(plan.getKey() + ": " + digests(plan.getValue()));
        Files.writeString(folder.resolve(plan.getKey()), plan.getValue());
      }
      Files.write(folder.resolve("decisions"), lines);
    }
  }

  /** What a plan came to: a line for each decision, then one for each event of its ledger. */
  static String of(Workshop shop) throws IOException {
    List<String> lines = new ArrayList<>();
    shop.decisions.forEach(verdict -> lines.add(line(verdict)));
    List<String> events = new ArrayList<>();
    try (LedgerChain chain = LedgerChain.open(shop.repository.folder())) {
      chain.newestFirst(link -> events.add(EventJson.write(link.entry()).split("\"", -1)[5]));
    }
    Collections.reverse(events);
    lines.addAll(events);
    return String.join("\n", lines);
  }

  private static String line(Verdict verdict) {
    String refs = verdict.refs().stream().map(Decisions::ref).collect(joining(" "));
    String violations =
        verdict.violations().stream().map(Decisions::violation).sorted().collect(joining(" "));
    return (verdict.accepted() ? "accepted " : "refused ")
        + refs
        + ", "
        + verdict.commits()
        + " commits, "
        + verdict.paths()
        + " paths: "
        + violations;
  }

  private static String ref(JudgedRef ref) {
    String agents = ref.agents().stream().map(AgentId::id).collect(joining(" "));
    String how =
        ref.update().isDeletion() ? "deleted" : ref.update().isCreation() ? "made" : "moved";
    return ref.update().ref().name() + " of (" + agents + ") " + how;
  }

  private static String violation(Violation violation) {
    String path =
        violation instanceof Violation.OfPath of
            ? " " + of.change() + " " + of.path() + " " + ruling(of.ruling())
            : "";
    return "[" + violation.code() + " " + violation.ref().name() + path + "]";
  }

  private static String ruling(Ruling ruling) {
    String rule =
        ruling.reason() instanceof Ruling.Reason.ByRule by
            ? by.rule().list().key() + " " + by.rule().pattern()
            : "no rule";
    return rule + ", " + ruling.owners().stream().map(AgentId::id).collect(joining(" "));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
