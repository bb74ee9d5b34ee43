package dev.gatekeeper.core.git;

import java.util.Arrays;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A tree object, read from its bytes. A tree that git would call malformed is read as far as it
 * makes sense, with its fault, since one that has long been accepted must not stop the work beside
 * it.
 */
final class TreeObject implements Listing {
  private static final int ID = 20;

  private final byte[] raw;
  private final int[] name;
  private final int[] end;
  private final int[] mode;
  private final int size;
  private final String fault;
  private final boolean isAscii;

  private TreeObject(
      byte[] raw, int[] name, int[] end, int[] mode, int size, String fault, boolean isAscii) {
    this.raw = raw;
    this.name = name;
    this.end = end;
    this.mode = mode;
    this.size = size;
    this.fault = fault;
    this.isAscii = isAscii;
  }

  /** The tree with these bytes, the content of a tree object. */
  static TreeObject read(byte[] raw) {
    int guess = raw.length / 32 + 4;
    int[] name = new int[guess];
    int[] end = new int[guess];
    int[] mode = new int[guess];
    int size = 0;
    int bits = 0;
    String fault = "";
    int p = 0;
    while (p < raw.length) {
      int m = 0;
      int digits = p;
      while (p < raw.length && raw[p] >= '0' && raw[p] <= '7') {
        m = (m << 3) | (raw[p++] - '0');
      }
      if (p == digits || p - digits > 6 || p >= raw.length || raw[p] != ' ') {
        return new TreeObject(raw, name, end, mode, size, "a mode that is no number", bits >= 0);
      }
      if (raw[digits] == '0' || !isMode(m)) {
        fault = "an entry with the mode " + Integer.toOctalString(m);
      }
      int start = ++p;
      while (p < raw.length && raw[p] != 0) {
        bits |= raw[p++];
      }
      if (p + ID >= raw.length) {
        return new TreeObject(raw, name, end, mode, size, "an entry that is cut off", bits >= 0);
      }
      if (p == start) {
        fault = "an entry without a name"; // and so without a path: it can't be listed
        p += 1 + ID;
        continue;
      }
      if (size == name.length) {
        name = Arrays.copyOf(name, size * 2);
        end = Arrays.copyOf(end, size * 2);
        mode = Arrays.copyOf(mode, size * 2);
      }
      name[size] = start;
      end[size] = p;
      mode[size] = m;
      size++;
      p += 1 + ID;
    }
    TreeObject tree = new TreeObject(raw, name, end, mode, size, fault, bits >= 0);
    return tree.sorted();
  }

  private static boolean isMode(int m) {
    return m == 0100644
        || m == 0100755
        || m == 0100664
        || m == Entry.TREE
        || m == Entry.LINK
        || m == Entry.SUBMODULE;
  }

  /** Puts the entries into plain order: git sorts a folder as if its name ended in a slash. */
  private TreeObject sorted() {
    boolean isPlain = true;
    boolean isGits = true;
    for (int i = 1; i < size; i++) {
      isPlain &= compareName(i - 1, this, i) <= 0;
      isGits &= compareAsGit(i - 1, i) < 0;
    }
    TreeObject tree = isPlain ? this : inPlainOrder();
    String found = fault.isEmpty() && !isGits ? "entries that are not in order" : fault;
    for (int i = 1; i < size; i++) {
      if (tree.compareName(i - 1, tree, i) == 0) {
        found = "two entries of one name";
      }
    }
    return new TreeObject(raw, tree.name, tree.end, tree.mode, size, found, isAscii);
  }

  /** Not by insertion, since whoever pushes chooses the order. */
  private TreeObject inPlainOrder() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> compareName(i, this, j));
    int[] names = new int[size];
    int[] ends = new int[size];
    int[] modes = new int[size];
    for (int i = 0; i < size; i++) {
      names[i] = name[order[i]];
      ends[i] = end[order[i]];
      modes[i] = mode[order[i]];
    }
    return new TreeObject(raw, names, ends, modes, size, fault, isAscii);
  }

  private int compareAsGit(int i, int j) {
    int common = Math.min(length(i), length(j));
    int c = Arrays.compareUnsigned(raw, name[i], name[i] + common, raw, name[j], name[j] + common);
    return c != 0 ? c : Integer.compare(byteAsGit(i, common), byteAsGit(j, common));
  }

  private int byteAsGit(int i, int at) {
    if (at < length(i)) {
      return raw[name[i] + at] & 0xff;
    }
    return mode[i] == Entry.TREE ? '/' : 0;
  }

  /** What is wrong with the tree, empty if nothing is. */
  String fault() {
    return fault;
  }

  /** How many bytes of memory it takes, about. */
  int weight() {
    return raw.length + 12 * name.length + 64;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public byte[] buffer(int i) {
    return raw;
  }

  @Override
  public int offset(int i) {
    return name[i];
  }

  @Override
  public int length(int i) {
    return end[i] - name[i];
  }

  @Override
  public Entry entry(int i) {
    return isFolder(i) ? Entry.NONE : new Entry(mode[i], id(i));
  }

  @Override
  public Folder folder(int i) {
    return isFolder(i) ? new Folder.Stored(id(i)) : Folder.EMPTY;
  }

  @Override
  public boolean isSame(int i, Listing other, int j) {
    if (other instanceof TreeObject that) {
      return mode[i] == that.mode[j]
          && Arrays.equals(
              raw, end[i] + 1, end[i] + 1 + ID, that.raw, that.end[j] + 1, that.end[j] + 1 + ID);
    }
    return Listing.super.isSame(i, other, j);
  }

  @Override
  public boolean isSameRow(int i, Listing other, int j) {
    if (other instanceof TreeObject that) {
      // The name, a NUL and the id stand side by side. The mode 0, an odd tree's, is no entry.
      return mode[i] == that.mode[j]
          && mode[i] != 0
          && Arrays.equals(
              raw, name[i], end[i] + 1 + ID, that.raw, that.name[j], that.end[j] + 1 + ID);
    }
    return other.isSameRow(j, this, i);
  }

  @Override
  public boolean isAscii() {
    return isAscii;
  }

  private boolean isFolder(int i) {
    return mode[i] == Entry.TREE;
  }

  private ObjectId id(int i) {
    return ObjectId.fromRaw(raw, end[i] + 1);
  }
}
