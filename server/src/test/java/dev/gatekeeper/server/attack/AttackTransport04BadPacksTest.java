package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.attack.PackBytes.BLOB;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static dev.gatekeeper.server.attack.PackBytes.TREE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A pack that is not what it says: with objects that are missing, cut off or torn, with counts and
 * sizes beyond the truth, with differences that lead nowhere. It is refused whole, in words that
 * name no class of the server's, and is on record like any other push.
 */
class AttackTransport04BadPacksTest extends UnderAttack {
  private static final byte[] FILE = "mine\n".getBytes(ISO_8859_1);
  private static final byte[] FOLDER = tree("100644 f", PackBytes.id(BLOB, FILE));
  private static final byte[] ROOT = tree("40000 a", PackBytes.id(TREE, FOLDER));

  private enum Lie {
    A_BLOB_IS_MISSING("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(3, commit).object(TREE, ROOT).object(TREE, FOLDER).done();
      }
    },
    A_TREE_IS_MISSING("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(3, commit).object(TREE, ROOT).object(BLOB, FILE).done();
      }
    },
    THE_COMMIT_IS_MISSING("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return new PackBytes(1).object(BLOB, FILE).done();
      }
    },
    THE_CHECKSUM_IS_ANOTHER("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] pack = whole(commit);
        pack[pack.length - 1] ^= 1;
        return pack;
      }
    },
    A_BYTE_HAS_CHANGED("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] pack = whole(commit);
        pack[30] ^= 0x55;
        return pack;
      }
    },
    A_BLOB_SAYS_TO_BE_LARGER("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return trees(commit).object(BLOB, 90 << 20, FILE).done();
      }
    },
    A_BLOB_SAYS_TO_BE_SMALLER("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return trees(commit).object(BLOB, 2, FILE).done();
      }
    },
    A_TREE_SAYS_TO_BE_LARGER("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(4, commit).object(TREE, 90 << 20, ROOT).done();
      }
    },
    AN_OBJECT_SAYS_TO_BE_BEYOND_THE_LIMIT("LIMIT") {
      @Override
      byte[] pack(byte[] commit) {
        return trees(commit).object(BLOB, 1L << 40, FILE).done();
      }
    },
    A_SIZE_NEVER_ENDS("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] size = new byte[64];
        Arrays.fill(size, (byte) 0xff);
        return trees(commit).entry(BLOB, 1 << 20, size, FILE).done();
      }
    },
    IT_SAYS_TO_HAVE_FEWER("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(2, commit).object(TREE, ROOT).object(TREE, FOLDER).object(BLOB, FILE).done();
      }
    },
    /** Then the checksum is read as an object, which may say to be of any size. */
    IT_SAYS_TO_HAVE_MORE("BAD_OBJECT|LIMIT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(5, commit).object(TREE, ROOT).object(TREE, FOLDER).object(BLOB, FILE).done();
      }
    },
    IT_SAYS_TO_HAVE_TWO_BILLION("LIMIT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(0x7fffffffL, commit).object(TREE, ROOT).done();
      }
    },
    IT_SAYS_TO_HAVE_FOUR_BILLION("LIMIT") {
      @Override
      byte[] pack(byte[] commit) {
        return start(0xffffffffL, commit).object(TREE, ROOT).done();
      }
    },
    SOMETHING_FOLLOWS_IT("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] pack = whole(commit);
        return Arrays.copyOf(pack, pack.length + 100);
      }
    },
    IT_STOPS_HALF_WAY("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] pack = whole(commit);
        return Arrays.copyOf(pack, pack.length / 2);
      }
    },
    IT_IS_NONE("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return new byte[0];
      }
    },
    IT_IS_SOMETHING_ELSE("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return "GIF89a and some more".getBytes(ISO_8859_1);
      }
    },
    AN_OBJECT_IS_OF_NO_KIND("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return trees(commit).entry(5, 5, new byte[0], PackBytes.deflated(FILE)).done();
      }
    },
    A_DIFFERENCE_IS_TO_ITSELF("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        PackBytes pack = trees(commit);
        return pack.toOffset(pack.size(), PackBytes.delta(5, 5, new byte[] {1, 'x'})).done();
      }
    },
    A_DIFFERENCE_IS_TO_BEFORE_THE_PACK("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return trees(commit).toOffset(-1000, PackBytes.delta(5, 5, new byte[] {1, 'x'})).done();
      }
    },
    A_DIFFERENCE_COPIES_FROM_BEYOND_ITS_BASE("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        byte[] copy = {(byte) 0x9f, 0, 0, 0, 1, 100};
        return blobTo(commit, PackBytes.delta(5, 100, copy));
      }
    },
    A_DIFFERENCE_SAYS_TO_MAKE_TOO_MUCH("LIMIT") {
      @Override
      byte[] pack(byte[] commit) {
        return blobTo(commit, PackBytes.delta(5, 1L << 30, new byte[] {1, 'x'}));
      }
    },
    A_DIFFERENCE_IS_EMPTY("BAD_OBJECT") {
      @Override
      byte[] pack(byte[] commit) {
        return blobTo(commit, new byte[0]);
      }
    };

    private final String codes;

    /**
     * @param codes those it may be refused for, with a bar between them
     */
    Lie(String codes) {
      this.codes = codes;
    }

    abstract byte[] pack(byte[] commit);

    static PackBytes start(long count, byte[] commit) {
      return new PackBytes(count).object(COMMIT, commit);
    }

    /** All but the blob. */
    static PackBytes trees(byte[] commit) {
      return start(4, commit).object(TREE, ROOT).object(TREE, FOLDER);
    }

    static byte[] whole(byte[] commit) {
      return trees(commit).object(BLOB, FILE).done();
    }

    static byte[] blobTo(byte[] commit, byte[] delta) {
      PackBytes pack = start(5, commit).object(TREE, ROOT).object(TREE, FOLDER);
      int base = pack.size();
      return pack.object(BLOB, FILE).toOffset(base, delta).done();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedAndOnRecord(Lie lie) throws Exception {
    byte[] commit = commit(PackBytes.id(TREE, ROOT), id("a"));
    String said = push(PackBytes.id(COMMIT, commit), lie.pack(commit));
    assertThat(said).startsWith("200 ").containsPattern("ng refs/heads/a (" + lie.codes + ") ");
    assertThat(decision())
        .containsPattern("\"code\":\"(" + lie.codes + ")\"")
        .contains("\"agent\":\"a\"", "\"principal\":\"anna\"")
        .doesNotContain("Exception", "hidden", "java.", "org.eclipse", "Error:");
  }
}
