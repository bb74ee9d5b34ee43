package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.RepoPath;
import java.util.Arrays;

/**
 * The path that a walk stands at: grows and shrinks by one name, and is copied only where it is
 * reported.
 */
final class PathBuffer {
  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  /** Goes into the folder of that name. */
  void enter(Listing list, int i) {
    append(list.buffer(i), list.offset(i), list.length(i));
    append(new byte[] {'/'}, 0, 1);
  }

  /** Goes back to where the path was that long. */
  void leave(int formerLength) {
    length = formerLength;
  }

  /** The path of the entry of that name in the folder. */
  RepoPath path(Listing list, int i) {
    int former = length;
    append(list.buffer(i), list.offset(i), list.length(i));
    RepoPath path = RepoPath.of(Arrays.copyOf(bytes, length));
    length = former;
    return path;
  }

  /** A number that stands for the path of that name, without a copy of it. */
  long hash(Listing list, int i) {
    return hash(
        hash(0xcbf29ce484222325L, bytes, 0, length),
        list.buffer(i),
        list.offset(i),
        list.length(i));
  }

  /** FNV-1a, of 64 bits. */
  private static long hash(long seed, byte[] from, int offset, int count) {
    long hash = seed;
    for (int i = offset; i < offset + count; i++) {
      hash = (hash ^ (from[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The path that goes on from the folder by these bytes. */
  RepoPath path(byte[] below) {
    int former = length;
    append(below, 0, below.length);
    RepoPath path = RepoPath.of(Arrays.copyOf(bytes, length));
    length = former;
    return path;
  }

  /** The path of the folder itself; not at the root. */
  RepoPath here() {
    return RepoPath.of(Arrays.copyOf(bytes, length - 1));
  }

  private void append(byte[] from, int offset, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }
}
