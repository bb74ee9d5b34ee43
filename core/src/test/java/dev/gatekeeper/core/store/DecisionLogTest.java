package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  @TempDir Path temp;
  private GatekeeperFolder folder;
  private DecisionLog log;

  @BeforeEach
  void folder() {
    folder = new GatekeeperFolder(temp);
    log = new DecisionLog(folder);
  }

  private static String decision(String id) {
    return "{\"id\":\"" + id + "\",\"path\":\"caf\u00e9\"}";
  }

  @Test
  void whatIsAppendedIsFoundByItsId() throws IOException {
    assertThat(log.find("a1")).isEmpty();
    log.append(decision("a1"), NOW);
    log.append(decision("a2"), NOW);
    assertThat(log.find("a1")).containsExactly(decision("a1"));
    assertThat(log.find("a2")).containsExactly(decision("a2"));
    assertThat(log.find("a")).isEmpty();
    assertThat(log.find("a3")).isEmpty();
    assertThat(Files.readAllLines(folder.decisionLog())).hasSize(2);
  }

  @Test
  void aTornLastLineSwallowsNothingWhereverItWasTorn() throws IOException {
    byte[] whole = decision("torn").getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= whole.length; length++) {
      Files.createDirectories(folder.path());
      Files.write(folder.decisionLog(), Arrays.copyOf(whole, length));
      log.append(decision("next"), NOW);
      assertThat(log.find("next")).as("torn after %d bytes", length).hasSize(1);
    }
  }

  @Test
  void aFullLogIsPutAsideAndStillSearched() throws IOException {
    log.append(decision("old"), NOW);
    fill();
    log.append(decision("new"), NOW);
    fill();
    log.append(decision("newest"), NOW); // in the same millisecond
    assertThat(aside()).hasSize(2);
    assertThat(Files.readAllLines(folder.decisionLog())).containsExactly(decision("newest"));
    for (String id : List.of("old", "new", "newest")) {
      assertThat(log.find(id)).as(id).containsExactly(decision(id));
    }
  }

  @Test
  void theLastSixtyFourAreKept() throws IOException {
    Files.createDirectories(folder.path());
    for (int i = 0; i < 70; i++) {
      Files.writeString(
          folder.path().resolve(String.format("decisions-202601%02dT000000.000Z.jsonl", i)), "");
    }
    Files.writeString(folder.path().resolve("ledger"), "");
    fill();
    log.append(decision("x"), NOW);
    List<String> kept = aside();
    assertThat(kept)
        .hasSize(64)
        .contains("decisions-20260701T120000.000Z.jsonl", "decisions-20260107T000000.000Z.jsonl")
        .doesNotContain("decisions-20260106T000000.000Z.jsonl");
    assertThat(folder.path().resolve("ledger")).exists();
  }

  /** Whoever is refused often enough pushes out what others were refused, not what they did. */
  @Test
  void whatWasAcceptedOutlivesWhatWasRefused() throws IOException {
    Files.createDirectories(folder.path());
    String yes = "{\"id\":\"a1\",\"refs\":[],\"accepted\":true,\"violations\":[]}";
    String no =
        "{\"id\":\"a2\",\"refs\":[{\"ref\":\"x\\\",\\\"accepted\\\":true,\"}],\"accepted\":false,\"x\":[]}";
    for (int i = 0; i < 64; i++) {
      Files.writeString(
          folder.path().resolve(String.format("decisions-202601%02dT000000.000Z.jsonl", i)),
          i < 2 ? no + "\n" + (i == 0 ? yes + "\n" : "") + "torn" : "");
    }
    fill();
    log.append(decision("x"), NOW);
    fill();
    log.append(decision("y"), NOW.plusSeconds(1));
    assertThat(log.find("a1")).containsExactly(yes);
    assertThat(log.find("a2")).isEmpty();
    assertThat(aside()).contains("decisions-20260100T000000.000Z.accepted.jsonl").hasSize(65);
  }

  @Test
  void earlierPartsTakeTwoGibibytesAtMost() throws IOException {
    Files.createDirectories(folder.path());
    for (int day = 1; day <= 4; day++) {
      Path part = folder.path().resolve("decisions-2026010" + day + "T000000.000Z.jsonl");
      try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
        file.setLength(900L << 20); // without taking any room on the disk
      }
    }
    fill();
    log.append(decision("x"), NOW);
    assertThat(aside())
        .containsExactlyInAnyOrder(
            "decisions-20260701T120000.000Z.jsonl",
            "decisions-20260104T000000.000Z.jsonl",
            "decisions-20260103T000000.000Z.jsonl");
  }

  @Test
  void aPartLargerThanAllMayBeIsKeptUntilTheNext() throws IOException {
    Files.createDirectories(folder.path());
    try (RandomAccessFile file = new RandomAccessFile(folder.decisionLog().toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    log.append(decision("x"), NOW);
    assertThat(aside()).containsExactly("decisions-20260701T120000.000Z.jsonl");
    fill();
    log.append(decision("y"), NOW.plusSeconds(1));
    assertThat(aside()).containsExactly("decisions-20260701T120001.000Z.jsonl");
  }

  @Test
  void whatIsPutAsideLastIsTheNewestWhereverTheClockGoes() throws IOException {
    Files.createDirectories(folder.path());
    for (int i = 0; i < 64; i++) {
      String name = String.format("decisions-20270131T0000%02d.000Z.jsonl", i % 60);
      Files.writeString(folder.path().resolve(i < 60 ? name : name.replace("0131", "0130")), "");
    }
    log.append(decision("last"), NOW);
    fill();
    log.append(decision("now"), NOW);
    fill();
    log.append(decision("before"), NOW.minusSeconds(86_400));
    assertThat(aside())
        .hasSize(64)
        .contains("decisions-20270131T000059.001Z.jsonl", "decisions-20270131T000059.002Z.jsonl");
    for (String id : List.of("last", "now", "before")) {
      assertThat(log.find(id)).as(id).hasSize(1);
    }
  }

  /** Makes the log as large as one that is put aside. */
  private void fill() throws IOException {
    byte[] line = (" ".repeat((1 << 20) - 1) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 16; i++) {
      Files.write(folder.decisionLog(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private List<String> aside() throws IOException {
    try (Stream<Path> files = Files.list(folder.path())) {
      return files
          .map(p -> p.getFileName().toString())
          .filter(name -> name.startsWith("decisions-"))
          .toList();
    }
  }
}
