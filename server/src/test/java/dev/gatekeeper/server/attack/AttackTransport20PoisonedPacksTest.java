package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.attack.PackBytes.BLOB;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static dev.gatekeeper.server.attack.PackBytes.TREE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A push whose commands are harmless, and whose pack is not: it brings what no command needs, an
 * object twice, an object made of itself, a difference to something hidden. Once that was kept,
 * since only the commands' own commits were looked at: a tree made of itself in a pack of 60 bytes
 * made the repository unreadable for everybody and for good, and a difference to a hidden object,
 * planted and asked for again, let its bytes be read one by one.
 */
class AttackTransport20PoisonedPacksTest extends UnderAttack {
  private static final byte[] JUNK = "nobody needs this\n".getBytes(ISO_8859_1);

  /** What the command is that the pack comes with. */
  private enum Harmless {
    NO_MOVE,
    NEW_BRANCH,
    NEW_COMMIT
  }

  private enum Poison {
    A_TREE_MADE_OF_ITSELF,
    A_HIDDEN_FILE_MADE_OF_ITSELF,
    A_FILE_TWICE,
    A_FILE_AND_THE_SAME_MADE_OF_IT,
    A_DIFFERENCE_TO_A_HIDDEN_FILE,
    A_DIFFERENCE_TO_A_FILE_OF_ONES_OWN,
    A_FILE_THAT_NOTHING_NEEDS,
    A_COMMIT_THAT_NOTHING_NEEDS
  }

  @ParameterizedTest
  @EnumSource
  void isRefused(Harmless harmless) throws Exception {
    for (Poison poison : Poison.values()) {
      byte[] commit = commit(id("a^{tree}"), id("a"));
      int own = harmless == Harmless.NEW_COMMIT ? 1 : 0;
      int entries = poison.name().contains("TWICE") || poison.name().contains("AND") ? 2 : 1;
      PackBytes pack = new PackBytes(own + entries);
      if (own > 0) {
        pack.object(COMMIT, commit);
      }
      String said = push(request("report-status", poisoned(pack, poison), command(harmless)));
      assertThat(said).as("%s", poison).startsWith("200 ").contains(" BAD_OBJECT ");
      assertThat(decision()).as("%s", poison).contains("\"accepted\":false");
    }
  }

  private String command(Harmless harmless) throws Exception {
    String tip = id("a");
    return switch (harmless) {
      case NO_MOVE -> tip + " " + tip + " refs/heads/a";
      case NEW_BRANCH -> NONE + " " + tip + " refs/heads/a/new";
      case NEW_COMMIT ->
          tip + " " + PackBytes.id(COMMIT, commit(id("a^{tree}"), tip)) + " refs/heads/a";
    };
  }

  private byte[] poisoned(PackBytes pack, Poison poison) throws Exception {
    PackBytes made =
        switch (poison) {
          case A_TREE_MADE_OF_ITSELF -> pack.toId(id("main^{tree}"), same(size("main^{tree}")));
          case A_HIDDEN_FILE_MADE_OF_ITSELF ->
              pack.toId(id("b:b/secret"), same(size("b:b/secret")));
          case A_FILE_TWICE -> pack.object(BLOB, JUNK).object(BLOB, JUNK);
          case A_FILE_AND_THE_SAME_MADE_OF_IT ->
              pack.object(BLOB, JUNK).toId(PackBytes.id(BLOB, JUNK), same(JUNK.length));
          case A_DIFFERENCE_TO_A_HIDDEN_FILE ->
              pack.toId(id("b:b/secret"), planted(size("b:b/secret")));
          case A_DIFFERENCE_TO_A_FILE_OF_ONES_OWN -> pack.toId(id("a:a/f"), planted(size("a:a/f")));
          case A_FILE_THAT_NOTHING_NEEDS -> pack.object(BLOB, JUNK);
          case A_COMMIT_THAT_NOTHING_NEEDS ->
              pack.object(COMMIT, commit(PackBytes.id(TREE, new byte[0]), id("a")));
        };
    return made.done();
  }

  private int size(String revision) throws Exception {
    return Integer.parseInt(site().sh("git -C app.git cat-file -s '" + revision + "'").strip());
  }

  /** A difference that copies all there is. */
  private static byte[] same(int size) {
    return PackBytes.delta(size, size, new byte[] {(byte) 0x90, (byte) size});
  }

  /** A difference that makes a known text and the first byte of what is asked about. */
  private static byte[] planted(int size) {
    return PackBytes.delta(size, 3, new byte[] {2, 'n', ':', (byte) 0x90, 1});
  }

  /** In the same words whether the object is there: hidden from the pusher, or nowhere. */
  @ParameterizedTest
  @EnumSource
  void aDifferenceTellsNothing(Harmless harmless) throws Exception {
    for (int size : new int[] {size("b:b/secret"), 1, 1000}) {
      for (byte[] delta : new byte[][] {same(size), planted(size), {1}}) {
        assertThat(difference(harmless, id("b:b/secret"), delta))
            .isEqualTo(difference(harmless, NOWHERE, delta))
            .contains("the pack is thin", "git push --no-thin");
      }
    }
  }

  private String difference(Harmless harmless, String base, byte[] delta) throws Exception {
    String command = command(harmless);
    String said =
        push(request("report-status side-band-64k", thin(harmless, base, delta), command));
    return said.replaceAll("\\b[0-9a-f]{12}\\b", "DECISION");
  }

  private byte[] thin(Harmless harmless, String base, byte[] delta) throws Exception {
    boolean commits = harmless == Harmless.NEW_COMMIT;
    PackBytes pack = new PackBytes(commits ? 2 : 1);
    if (commits) {
      pack.object(COMMIT, commit(id("a^{tree}"), id("a")));
    }
    return pack.toId(base, delta).done();
  }

  @Test
  void gitIsToldToSendNoThinPack() throws Exception {
    assertThat(site().get("anna", "/app.git/info/refs?service=git-receive-pack").body())
        .contains(" no-thin");
  }

  /** git does so where clocks went wrong: commits that both sides have are sent once more. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "main"})
  void whatBothSidesHaveMayComeAgain(String known) throws Exception {
    String raw = site().sh("git -C app.git cat-file commit " + known);
    byte[] tip = commit(id("a^{tree}"), id("a"));
    byte[] pack =
        new PackBytes(2).object(COMMIT, tip).object(COMMIT, raw.getBytes(ISO_8859_1)).done();
    assertThat(push(PackBytes.id(COMMIT, tip), pack)).contains("ok refs/heads/a");
    remember();
  }
}
