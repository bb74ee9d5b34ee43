package dev.gatekeeper.server.git;

import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jgit.annotations.Nullable;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.BlobObjectChecker;
import org.eclipse.jgit.lib.GitmoduleEntry;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.TransferConfig;

/**
 * The pack of one push while JGit receives it, checked against the server's limits, since a few
 * bytes can announce billions of objects, or a few kilobytes inflate to gigabytes.
 */
final class IncomingPack {
  /** What an object costs while it is received: its entry, its id among the new ones. */
  private static final int MEMORY_OF_AN_OBJECT = 256;

  /** Real histories unfold to some hundred times their size at most. */
  private static final int UNFOLDED_OF_A_BYTE = 256;

  private static final int OBJECTS_FREE = 10;
  private static final byte[] MAGIC = {'P', 'A', 'C', 'K'};
  private static final int HEADER_BYTES = 12;

  private final long mostObjects;
  private final long free;
  private Optional<PackParser> parser = Optional.empty();
  private boolean complete;

  /**
   * @param memory of this program, in bytes
   */
  IncomingPack(Limits limits, long memory) {
    this.mostObjects = memory / MEMORY_OF_AN_OBJECT;
    this.free = OBJECTS_FREE * limits.object();
  }

  /** It is more than the server can take. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch(String message) {
      super(message);
    }
  }

  /** Whether it was received. What goes wrong before that is wrong with the pack alone. */
  boolean isComplete() {
    return complete;
  }

  /** Whether it has differences to objects that it does not hold. */
  boolean isThin() {
    return parser.stream().anyMatch(p -> !p.getBaseObjectIds().isEmpty());
  }

  /** Stands between JGit and where it writes the pack. */
  ObjectInserter inserter(ObjectInserter real) {
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return real;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser taken = super.newPackParser(counted(in));
        parser = Optional.of(taken);
        return taken;
      }

      @Override
      public void flush() throws IOException {
        super.flush();
        complete = true;
      }
    };
  }

  /** JGit makes room for as many objects as the pack says to have before it reads the first. */
  private InputStream counted(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (header.length == HEADER_BYTES && Arrays.equals(MAGIC, 0, 4, header, 0, 4)) {
      long count = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(HEADER_BYTES - 4));
      if (count > mostObjects) {
        throw new TooMuch(
            "the pack header announces " + count + " objects, the limit is " + mostObjects);
      }
    }
    return new SequenceInputStream(new ByteArrayInputStream(header), in);
  }

  /**
   * Counts what the pack unfolds to, beside what the repository's own settings check.
   *
   * @param received how many bytes of it have come
   */
  ObjectChecker checker(Repository repository, LongSupplier received) {
    ObjectChecker configured =
        repository.getConfig().get(TransferConfig.KEY).newReceiveObjectChecker();
    return new Unfolding(Optional.ofNullable(configured), received);
  }

  private final class Unfolding extends ObjectChecker {
    private final Optional<ObjectChecker> configured;
    private final LongSupplier received;
    private long bytes;

    Unfolding(Optional<ObjectChecker> configured, LongSupplier received) {
      this.configured = configured;
      this.received = received;
    }

    private void count(int more) {
      bytes += more;
      if (bytes > free + UNFOLDED_OF_A_BYTE * received.getAsLong()) {
        throw new TooMuch(
            "it inflates to more than " + bytes + " bytes, of " + received.getAsLong() + " sent");
      }
    }

    @Override
    public void check(@Nullable AnyObjectId id, int type, byte[] content)
        throws CorruptObjectException {
      count(content.length);
      if (configured.isPresent()) {
        configured.get().check(id, type, content);
      }
    }

    @Override
    public BlobObjectChecker newBlobObjectChecker() {
      BlobObjectChecker known =
          configured
              .map(ObjectChecker::newBlobObjectChecker)
              .orElse(BlobObjectChecker.NULL_CHECKER);
      return new BlobObjectChecker() {
        @Override
        public void update(byte[] in, int offset, int length) {
          count(length);
          known.update(in, offset, length);
        }

        @Override
        public void endBlob(AnyObjectId id) throws CorruptObjectException {
          known.endBlob(id);
        }
      };
    }

    @Override
    public List<GitmoduleEntry> getGitsubmodules() {
      return configured.map(ObjectChecker::getGitsubmodules).orElse(List.of());
    }
  }
}
