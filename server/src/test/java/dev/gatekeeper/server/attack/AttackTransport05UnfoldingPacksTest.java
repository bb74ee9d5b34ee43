package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.attack.PackBytes.BLOB;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static dev.gatekeeper.server.attack.PackBytes.TREE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.Site;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pack of a few kilobytes that unfolds to gigabytes: differences of a dozen bytes that each make
 * an object as large as any may be, side by side or one on another. It is refused with LIMIT when
 * it has unfolded to some times the largest object, not when memory or time run out.
 */
class AttackTransport05UnfoldingPacksTest extends UnderAttack {
  private static final int LARGE = 1 << 20;
  private static final int DIFFERENCES = 300;

  @Override
  Site open() throws Exception {
    return new Site(folder, POLICY + "limits: {object: 1MiB}\n");
  }

  /** A difference to {@code LARGE} bytes that makes as many, all of them but the last copied. */
  private static byte[] difference(int last) {
    ByteArrayOutputStream copies = new ByteArrayOutputStream();
    int copied = LARGE - 4;
    for (int at = 0; at < copied; at += 0xffffff) {
      int size = Math.min(0xffffff, copied - at);
      copies.writeBytes(
          new byte[] {(byte) 0xf0, (byte) size, (byte) (size >> 8), (byte) (size >> 16)});
    }
    copies.write(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      copies.write(last >> shift);
    }
    return PackBytes.delta(LARGE, LARGE, copies.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"side by side", "one on another", "in a tree", "whole"})
  void isRefusedBeforeItHasUnfolded(String shape) throws Exception {
    byte[] commit = commit(id("a^{tree}"), id("a"));
    PackBytes pack = new PackBytes(DIFFERENCES + 2).object(COMMIT, commit);
    int[] offsets = new int[DIFFERENCES + 1];
    offsets[0] = pack.size();
    pack.object(BLOB, new byte[LARGE]);
    for (int i = 1; i <= DIFFERENCES; i++) {
      offsets[i] = pack.size();
      switch (shape) {
        case "side by side" -> pack.toOffset(offsets[0], difference(i));
        case "one on another" -> pack.toOffset(offsets[i - 1], difference(i));
        case "in a tree" -> pack.toOffset(offsets[(i - 1) / 2], difference(i));
        default -> pack.object(i % 2 == 0 ? BLOB : TREE, new byte[LARGE]);
      }
    }
    String said = push(PackBytes.id(COMMIT, commit), pack.done());
    assertThat(said).contains("ng refs/heads/a LIMIT ");
    assertThat(decision()).contains("it inflates to more than ");
  }
}
