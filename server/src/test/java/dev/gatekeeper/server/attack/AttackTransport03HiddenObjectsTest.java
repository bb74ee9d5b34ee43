package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.Site.packet;
import static dev.gatekeeper.server.attack.PackBytes.BLOB;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static dev.gatekeeper.server.attack.PackBytes.TREE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An agent that knows, or guesses, the id of an object of somebody else's asks whether it is there:
 * in every version of the protocol, as what it wants, has, is shallow at; and as what its own
 * commits, trees and differences build on. Whatever it asks, the answer is that of an object that
 * is nowhere, word for word, at the client and on record.
 */
class AttackTransport03HiddenObjectsTest extends UnderAttack {

  @ParameterizedTest
  @CsvSource({
    "0,want",
    "1,want",
    "2,want",
    "0,have",
    "1,have",
    "2,have",
    "0,shallow",
    "1,shallow",
    "2,shallow",
    "0,deepen",
    "1,deepen",
    "2,deepen",
    "0,done",
    "1,done",
    "2,done"
  })
  void aFetchAsksForIt(int version, String word) throws Exception {
    for (String revision : new String[] {"b", "b^{tree}", "b:b", "b:b/secret", "hidden"}) {
      String hidden = fetch(version, word, id(revision));
      assertThat(hidden.replace(id(revision), NOWHERE))
          .as(revision)
          .isEqualTo(fetch(version, word, NOWHERE));
    }
    assertThat(fetch(version, "want", id("a"))).contains("PACK");
  }

  private String fetch(int version, String word, String id) throws Exception {
    String mine = id("a");
    boolean two = version == 2;
    String end = two ? "" : "0000";
    String capabilities =
        two ? "" : " side-band-64k ofs-delta multi_ack_detailed shallow no-progress";
    String want = packet("want " + (word.equals("want") ? id : mine) + capabilities + "\n");
    String asked =
        switch (word) {
          case "want" -> want + end + packet("done\n");
          case "have" -> want + end + packet("have " + id + "\n") + (two ? "" : "0000");
          case "done" -> want + end + packet("have " + id + "\n") + packet("done\n");
          case "shallow" ->
              want + packet("shallow " + id + "\n") + packet("deepen 1\n") + end + packet("done\n");
          case "deepen" -> want + packet("deepen-not " + id + "\n") + end + packet("done\n");
          default -> throw new IllegalArgumentException(word);
        };
    String body =
        two ? packet("command=fetch\n") + "0001" + packet("no-progress\n") + asked + "0000" : asked;
    var answer =
        site().post("anna", "git-upload-pack", "version=" + version, body.getBytes(ISO_8859_1));
    return answer.statusCode() + " " + answer.body();
  }

  private interface Pushed {
    byte[][] made(String id) throws Exception;
  }

  /** What builds on the object of that id: the tip, and the pack that it is in. */
  private Map<String, Pushed> pushes() throws Exception {
    String tree = id("a^{tree}");
    String mine = id("a");
    Map<String, Pushed> all = new LinkedHashMap<>();
    all.put("as a parent", id -> alone(commit(tree, mine, id)));
    all.put("as the tree", id -> alone(commit(id, mine)));
    all.put("as the tip", id -> new byte[][] {id.getBytes(ISO_8859_1), new PackBytes(0).done()});
    all.put("as a file", id -> in(tree("100644 f", id)));
    all.put("as a folder", id -> in(tree("40000 f", id)));
    for (long size : new long[] {7, 1, 1000}) {
      for (long result : new long[] {4, 1 << 20, 1L << 34}) {
        byte[] delta = PackBytes.delta(size, result, new byte[] {4, 'm', 'i', 'n', 'e'});
        all.put("as the base of a difference from " + size + " to " + result, id -> on(id, delta));
      }
    }
    all.put("as the base of no difference", id -> on(id, new byte[0]));
    all.put(
        "as the base of a copy", id -> on(id, PackBytes.delta(7, 7, new byte[] {(byte) 0x90, 7})));
    return all;
  }

  private byte[][] alone(byte[] commit) {
    return new byte[][] {
      PackBytes.id(COMMIT, commit).getBytes(ISO_8859_1),
      new PackBytes(1).object(COMMIT, commit).done()
    };
  }

  private byte[][] in(byte[] folder) throws Exception {
    byte[] root = tree("40000 a", PackBytes.id(TREE, folder), "40000 b", id("main:b"));
    byte[] commit = commit(PackBytes.id(TREE, root), id("a"));
    return new byte[][] {
      PackBytes.id(COMMIT, commit).getBytes(ISO_8859_1),
      new PackBytes(3).object(COMMIT, commit).object(TREE, root).object(TREE, folder).done()
    };
  }

  private byte[][] on(String base, byte[] delta) throws Exception {
    byte[] folder = tree("100644 f", PackBytes.id(BLOB, "mine".getBytes(ISO_8859_1)));
    byte[] root = tree("40000 a", PackBytes.id(TREE, folder), "40000 b", id("main:b"));
    byte[] commit = commit(PackBytes.id(TREE, root), id("a"));
    PackBytes pack = new PackBytes(4).object(COMMIT, commit).object(TREE, root);
    return new byte[][] {
      PackBytes.id(COMMIT, commit).getBytes(ISO_8859_1),
      pack.object(TREE, folder).toId(base, delta).done()
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "b:b", "b:b/secret"})
  void aPushBuildsOnIt(String revision) throws Exception {
    for (Map.Entry<String, Pushed> way : pushes().entrySet()) {
      String hidden = said(way.getValue(), id(revision));
      String nowhere = said(way.getValue(), NOWHERE);
      assertThat(hidden).as(way.getKey()).isEqualTo(nowhere).contains("ng refs/heads/a BAD_OBJECT");
    }
  }

  /** What the client is told and what is on record, without ids and times. */
  private String said(Pushed way, String id) throws Exception {
    byte[][] made = way.made(id);
    String tip = new String(made[0], ISO_8859_1);
    String command = id("a") + " " + tip + " refs/heads/a";
    String answer = push(request("report-status side-band-64k", made[1], command));
    return (answer + decision())
        .replace(tip, "TIP")
        .replace(id, "ID")
        .replaceAll("\\b[0-9a-f]{12}\\b", "DECISION")
        .replaceAll("\"at\":\"[^\"]*\"|\"millis\":\\d+", "");
  }

  @Test
  void aCommandNamesItAsWhatWasThere() throws Exception {
    for (String ref : new String[] {"refs/heads/a", "refs/heads/b", "refs/heads/a/new"}) {
      String hidden = old(id("b"), ref);
      assertThat(hidden).as(ref).isEqualTo(old(NOWHERE, ref));
    }
  }

  private String old(String id, String ref) throws Exception {
    String said =
        push(
            request(
                "report-status side-band-64k",
                new PackBytes(0).done(),
                id + " " + id("main") + " " + ref));
    return (said + decision())
        .replace(id, "ID")
        .replace(id.substring(0, 7), "ID")
        .replaceAll("\\b[0-9a-f]{12}\\b", "DECISION")
        .replaceAll("\"at\":\"[^\"]*\"|\"millis\":\\d+", "");
  }
}
