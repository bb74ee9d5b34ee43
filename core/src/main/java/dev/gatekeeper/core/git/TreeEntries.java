package dev.gatekeeper.core.git;

import java.util.Arrays;

/**
 * The entries of one folder, in the plain order of the names' bytes. A name has an entry, or a
 * folder, or in a merge both.
 */
interface TreeEntries {
  /** A folder with nothing in it. */
  TreeEntries EMPTY =
      new TreeEntries() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public byte[] buffer(int i) {
          throw new IndexOutOfBoundsException(i);
        }

        @Override
        public int offset(int i) {
          throw new IndexOutOfBoundsException(i);
        }

        @Override
        public int length(int i) {
          throw new IndexOutOfBoundsException(i);
        }

        @Override
        public Folder.Entry entry(int i) {
          throw new IndexOutOfBoundsException(i);
        }

        @Override
        public Folder folder(int i) {
          throw new IndexOutOfBoundsException(i);
        }
      };

  int size();

  /** The array that holds the bytes of the name; names are not copied. */
  byte[] buffer(int i);

  int offset(int i);

  int length(int i);

  /** The entry of that name, {@link Folder.Entry#NONE} if it is a folder's. */
  Folder.Entry entry(int i);

  /** The folder of that name, {@link Folder#EMPTY} if it is an entry's. */
  Folder folder(int i);

  /**
   * Whether there is certainly no difference between two things of one name; costs no object read.
   */
  default boolean isSame(int i, TreeEntries other, int j) {
    return !entry(i).isConflict()
        && entry(i).equals(other.entry(j))
        && Folder.same(folder(i), other.folder(j));
  }

  /**
   * Whether there is certainly no difference between two rows, their names included; cheaper than
   * to compare one after the other.
   */
  default boolean isSameRow(int i, TreeEntries other, int j) {
    return compareName(i, other, j) == 0 && isSame(i, other, j);
  }

  /** Whether all names are certainly ASCII. */
  default boolean isAscii() {
    return false;
  }

  /** Compares names as bytes. */
  default int compareName(int i, TreeEntries other, int j) {
    return Arrays.compareUnsigned(
        buffer(i),
        offset(i),
        offset(i) + length(i),
        other.buffer(j),
        other.offset(j),
        other.offset(j) + other.length(j));
  }

  /** The index of the name that {@code other} has at {@code j}, negative if it is not here. */
  default int find(TreeEntries other, int j) {
    return find(other.buffer(j), other.offset(j), other.length(j));
  }

  /** The index of that name, negative if it is not here. */
  default int find(byte[] name, int offset, int length) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      int c =
          Arrays.compareUnsigned(
              buffer(mid), offset(mid), offset(mid) + length(mid), name, offset, offset + length);
      if (c == 0) {
        return mid;
      }
      if (c < 0) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return -1;
  }
}
