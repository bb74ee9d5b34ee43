package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.git.TreeFsck.FsckFault;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A tree object, read from its bytes. A tree that git would call malformed is read as far as it
 * makes sense, with its fault, since one that has long been accepted must not stop the work beside
 * it.
 */
final class TreeObject implements TreeEntries {
  private static final int ID = 20;
  private static final int LONG = 4096;

  private final byte[] raw;
  private final int[] name;
  private final int[] end;
  private final int[] mode;
  private final int size;
  private final List<FsckFault> faults;
  private final boolean isAscii;
  private final boolean hasOddRows;

  private TreeObject(
      byte[] raw,
      int[] name,
      int[] end,
      int[] mode,
      int size,
      List<FsckFault> faults,
      boolean isAscii,
      boolean hasOddRows) {
    this.raw = raw;
    this.name = name;
    this.end = end;
    this.mode = mode;
    this.size = size;
    this.faults = List.copyOf(faults);
    this.isAscii = isAscii;
    this.hasOddRows = hasOddRows;
  }

  /** The tree with these bytes, the content of a tree object. */
  static TreeObject read(byte[] raw) {
    int guess = raw.length / 32 + 4;
    int[] name = new int[guess];
    int[] end = new int[guess];
    int[] mode = new int[guess];
    int size = 0;
    int bits = 0;
    List<FsckFault> faults = new ArrayList<>();
    boolean odd = false;
    int p = 0;
    while (p < raw.length) {
      int m = 0;
      int digits = p;
      while (p < raw.length && raw[p] >= '0' && raw[p] <= '7') {
        m = (m << 3) | (raw[p++] - '0');
      }
      if (p == digits || p - digits > 6 || p >= raw.length || raw[p] != ' ') {
        FsckFault.add(faults, FsckId.BAD_TREE, "an entry has a mode that is not a number");
        return new TreeObject(raw, name, end, mode, size, faults, bits >= 0, true);
      }
      checkMode(m, raw[digits] == '0', faults);
      int start = ++p;
      while (p < raw.length && raw[p] != 0) {
        bits |= raw[p++];
      }
      if (p + ID >= raw.length) {
        FsckFault.add(faults, FsckId.BAD_TREE, "an entry is cut off");
        return new TreeObject(raw, name, end, mode, size, faults, bits >= 0, true);
      }
      if (p == start) {
        // without a path it can't be listed
        FsckFault.add(faults, FsckId.EMPTY_NAME, "an entry has no name");
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
      odd |= isOdd(raw, start, p);
      size++;
      p += 1 + ID;
    }
    return new TreeObject(raw, name, end, mode, size, faults, bits >= 0, odd).sorted();
  }

  private static void checkMode(int m, boolean padded, List<FsckFault> faults) {
    String shown = "an entry has the mode " + Integer.toOctalString(m);
    if (padded) {
      FsckFault.add(faults, FsckId.ZERO_PADDED_FILEMODE, shown + " with leading zeros");
    }
    if (m == 0100644
        || m == 0100755
        || m == Entry.TREE
        || m == Entry.LINK
        || m == Entry.SUBMODULE) {
      return;
    }
    boolean isFile = (m & Entry.TYPE_MASK) == 0100000 && m <= 0177777;
    // What is no file, folder or link git takes for a submodule, whatever it says.
    FsckFault.add(faults, isFile ? FsckId.BAD_FILEMODE : FsckId.BAD_TREE, shown);
  }

  /** Whether git's fsck may have something to say of a row; quick, and errs to yes. */
  private static boolean isOdd(byte[] raw, int start, int end) {
    byte first = raw[start];
    boolean odd =
        first == '.'
            || first == 'g'
            || first == 'G'
            || first == '~'
            || first < 0
            || raw[end + 1] == 0;
    for (int i = start; !odd && i < end; i++) {
      odd = raw[i] == '/' || raw[i] == '\\';
    }
    return odd || end - start > LONG;
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
    boolean isDouble = false;
    for (int i = 1; i < size; i++) {
      isDouble |= tree.compareName(i - 1, tree, i) == 0;
    }
    List<FsckFault> found = new ArrayList<>(faults);
    if (isDouble) {
      found.add(new FsckFault(FsckId.DUPLICATE_ENTRIES, "it has two entries of one name"));
    } else if (!isGits) {
      found.add(new FsckFault(FsckId.TREE_NOT_SORTED, "its entries are not in order"));
    }
    return new TreeObject(raw, tree.name, tree.end, tree.mode, size, found, isAscii, hasOddRows);
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
    return new TreeObject(raw, names, ends, modes, size, faults, isAscii, hasOddRows);
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

  /** What is wrong with its form, whatever the names mean. */
  List<FsckFault> faults() {
    return faults;
  }

  /** Whether there may be rows that {@link TreeFsck} has to look at. */
  boolean hasOddRows() {
    return hasOddRows;
  }

  /** Whether that row is one. */
  boolean isOdd(int i) {
    return isOdd(raw, name[i], end[i]);
  }

  /** The object that the row names, whatever it is. */
  ObjectId id(int i) {
    return ObjectId.fromRaw(raw, end[i] + 1);
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
  public boolean isSame(int i, TreeEntries other, int j) {
    if (other instanceof TreeObject that) {
      return mode[i] == that.mode[j]
          && Arrays.equals(
              raw, end[i] + 1, end[i] + 1 + ID, that.raw, that.end[j] + 1, that.end[j] + 1 + ID);
    }
    return TreeEntries.super.isSame(i, other, j);
  }

  @Override
  public boolean isSameRow(int i, TreeEntries other, int j) {
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

  /**
   * The content of a tree object that is being made. Modes are written as they were read: JGit's
   * own formatter would make others of some that git keeps.
   */
  static final class TreeRows {
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param key the name as git sorts it, which is that of a folder with a slash at its end
     */
    private record Row(RepoPath key, int mode, ObjectId id) {}

    void add(TreeEntries named, int i, int mode, ObjectId id) {
      int start = named.offset(i);
      add(Arrays.copyOfRange(named.buffer(i), start, start + named.length(i)), mode, id);
    }

    void add(byte[] name, int mode, ObjectId id) {
      boolean isFolder = mode == Folder.Entry.TREE;
      byte[] key = Arrays.copyOf(name, name.length + (isFolder ? 1 : 0));
      if (isFolder) {
        key[name.length] = '/';
      }
      rows.add(new Row(RepoPath.of(key), mode, id));
    }

    boolean isEmpty() {
      return rows.isEmpty();
    }

    byte[] bytes() {
      rows.sort(Comparator.comparing(Row::key));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
      for (Row row : rows) {
        bytes.writeBytes(Integer.toOctalString(row.mode()).getBytes(StandardCharsets.US_ASCII));
        bytes.write(' ');
        int length = row.key().length() - (row.mode() == Folder.Entry.TREE ? 1 : 0);
        bytes.write(row.key().bytes(), 0, length);
        bytes.write(0);
        row.id().copyRawTo(id, 0);
        bytes.writeBytes(id);
      }
      return bytes.toByteArray();
    }
  }
}
