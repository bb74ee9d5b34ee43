package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.LedgerChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody who can write the repository's refs and objects changes the past, or forges a present: a
 * ledger with an entry removed, edited, put in another place, forked. Reading all of it says where,
 * and the gate does not believe a ledger that it has not moved.
 */
@Timeout(120)
class LedgerTamperTest {
  @TempDir Path temp;
  private Workshop shop;
  private final List<String> chain = new ArrayList<>();

  /** Six events: begun, handed off, stopped, resumed, stopped, resumed. */
  @BeforeEach
  void write() throws Exception {
    shop =
        Workshop.open(
            temp.resolve("r"),
            new PolicyBuilder().agent("a", List.of(), List.of(), "/a/").build(),
            "a/f=1");
    AgentId a = new AgentId("a");
    shop.push("a", "a", shop.commit(List.of(shop.tip("heads/main")), "a/f=2"));
    assertThat(shop.handoff("a")).isEmpty();
    AgentControl marks = new AgentControl(shop.gated());
    for (int i = 1; i <= 2; i++) {
      marks.stop(a, "reason " + i, Actor.named("mia"));
      marks.resume(a, "", Actor.named("mia"));
    }
    chain.addAll(shop.repository.git("rev-list", "--reverse", Ledger.REF.name()).lines().toList());
    assertThat(chain).hasSize(6);
    assertThat(examined().problems()).isEmpty();
    assertThat(examined().events()).isEqualTo(6);
  }

  /** What is done to the chain, and what is said of it. */
  enum Attack {
    REMOVED("event 3 (") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.chain.remove(2);
        t.rebuild();
      }
    },
    FIRST_REMOVED("event 1 (") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.chain.remove(0);
        t.rebuild();
      }
    },
    EDITED("its state is not what follows from the events") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.edit(2, "event.json", "reason 1", "reason 9");
        t.rebuild();
      }
    },
    STATE_EDITED("its state is not what follows from the events") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.edit(4, "state.json", "reason 2", "reason 9");
        t.rebuild();
      }
    },
    REORDERED("event 3 (") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.chain.add(2, t.chain.remove(3));
        t.rebuild();
      }
    },
    SECOND_PARENT("has more than one parent") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        String tree = t.shop.repository.git("rev-parse", t.chain.get(5) + "^{tree}");
        t.put(t.shop.repository.commit(tree, t.chain.get(4), t.chain.get(1)));
      }
    },
    FOREIGN_FILE("it holds [event.json, notes.txt, state.json]") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.add(5, "100644", "notes.txt");
        t.rebuild();
      }
    },
    LINK_FOR_A_FILE("(not a plain file)") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.add(5, "120000", "event.json");
        t.rebuild();
      }
    },
    NO_STATE("there is no state.json") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        String[] lines = t.entries(5).split("\n", -1);
        t.replace(5, lines[0] + "\n");
        t.rebuild();
      }
    },
    NO_LEDGER_AT_ALL("event 1 (") {
      @Override
      void on(LedgerTamperTest t) throws IOException {
        t.put(t.shop.tip("heads/main"));
      }
    };

    private final String words;

    Attack(String words) {
      this.words = words;
    }

    abstract void on(LedgerTamperTest t) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void readingAllOfItSaysWhatIsWrongAndWhere(Attack attack) throws IOException {
    attack.on(this);
    assertThat(shop.problems()).isNotEmpty().anyMatch(problem -> problem.contains(attack.words));
    gateDoesNotBelieveIt();
  }

  /** Each of these is a sound chain by itself; only where it ends tells. */
  @Test
  void aSoundLedgerThatTheGateHasNotMovedIsNotBelieved() throws Exception {
    for (int last : new int[] {2, 4}) { // cut off: more than one event, and one alone
      put(chain.get(last));
      assertThat(shop.problems()).isEmpty();
      gateDoesNotBelieveIt();
    }
    shop.repository.git("update-ref", "-d", Ledger.REF.name());
    gateDoesNotBelieveIt();
    // another event of the same number after the fourth, as another gate would write it
    put(chain.get(3));
    Path head = shop.folder.path().resolve("ledger-head");
    byte[] right = Files.readAllBytes(head);
    Files.delete(head);
    new AgentControl(shop.gated()).stop(new AgentId("a"), "forged", Actor.named("mia"));
    Files.write(head, right);
    assertThat(shop.problems()).isEmpty();
    gateDoesNotBelieveIt();
    // put back, all is as it was
    put(chain.get(5));
    assertThat(examined().problems()).isEmpty();
    new AgentControl(shop.gated()).stop(new AgentId("a"), "again", Actor.named("mia"));
    assertThat(examined().events()).isEqualTo(7);
  }

  private void gateDoesNotBelieveIt() throws IOException {
    assertThat(examined().problems())
        .anyMatch(problem -> problem.contains("where the gate did not put it"));
    try (JGitHistory history = JGitHistory.open(shop.repository.folder(), IncomingObjects.NONE)) {
      assertThatThrownBy(() -> new Ledger(shop.folder).state(history))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("where the gate did not put it");
    }
    String next = shop.commit(List.of(shop.tip("heads/main")), "a/f=3");
    assertThat(shop.push("a", "a/more", next)).isEqualTo("GATE_ERROR");
  }

  private LedgerChain.Verification examined() throws IOException {
    return LedgerChain.examine(shop.folder);
  }

  private void put(String tip) throws IOException {
    shop.repository.git("update-ref", Ledger.REF.name(), tip);
  }

  /** Makes a chain of the trees of these commits, and lets the ref point at its end. */
  private void rebuild() throws IOException {
    String parent = "";
    for (String commit : chain) {
      String tree = shop.repository.git("rev-parse", commit + "^{tree}");
      parent =
          parent.isEmpty() ? shop.repository.commit(tree) : shop.repository.commit(tree, parent);
    }
    put(parent);
  }

  private String entries(int index) throws IOException {
    return shop.repository.git("ls-tree", chain.get(index)) + "\n";
  }

  private void replace(int index, String entries) throws IOException {
    byte[] tree = shop.repository.git(entries.getBytes(StandardCharsets.UTF_8), "mktree");
    String id = new String(tree, StandardCharsets.UTF_8).strip();
    chain.set(index, shop.repository.commit(id));
  }

  private void edit(int index, String file, String from, String to) throws IOException {
    String text = shop.repository.git("show", chain.get(index) + ":" + file) + "\n";
    assertThat(text).contains(from);
    String before = shop.repository.git("rev-parse", chain.get(index) + ":" + file);
    replace(index, entries(index).replace(before, shop.repository.blob(text.replace(from, to))));
  }

  /** Adds a file, or puts one in the place of that name, with the same content. */
  private void add(int index, String mode, String name) throws IOException {
    String blob = shop.repository.git("rev-parse", chain.get(index) + ":event.json");
    StringBuilder entries = new StringBuilder();
    entries(index)
        .lines()
        .filter(l -> !l.endsWith("\t" + name))
        .forEach(l -> entries.append(l).append('\n'));
    replace(index, entries + mode + " blob " + blob + "\t" + name + "\n");
  }
}
